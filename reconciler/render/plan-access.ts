/** Who gains and who loses access to a service, as lines of a plan. */

import type { Paint } from './paint.ts';
import { printable } from './printable.ts';

export interface AccessChange {
  readonly host: string;
  /** Sentences such as `from 10.0.0.0/8, to GET /api/*`; sorted. */
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

export function accessLines({ host, gains, loses }: AccessChange, paint: Paint): readonly string[] {
  return [
    `  ${printable(host)}`,
    ...gains.map((sentence) => paint.green(`    + ${printable(sentence)}`)),
    ...loses.map((sentence) => paint.red(`    - ${printable(sentence)}`)),
  ];
}
