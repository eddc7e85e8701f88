/** A check as test runners see it: each file is a case. */

import { compareText } from '../../../policies/finding.ts';
import type { Report, Reported } from './report.ts';

export interface FileCase {
  /** `the repository` for what is about no file. */
  readonly name: string;
  readonly findings: readonly Reported[];
}

/** Every file that was read, and what else has findings; sorted. */
export function casesOf({ findings, texts }: Report): readonly FileCase[] {
  const byFile = Map.groupBy(findings, ({ file }) => file);
  const files = new Set([...texts.keys(), ...findings.flatMap(({ file }) => (file === null ? [] : [file]))]);
  const cases = [...files].sort(compareText).map((name) => ({ name, findings: byFile.get(name) ?? [] }));
  const whole = byFile.get(null);
  return whole === undefined ? cases : [{ name: 'the repository', findings: whole }, ...cases];
}

/** `3:11 error weights-invalid` */
export function headOf({ range, severity, rule }: Reported): string {
  return `${range === null ? '' : `${range.line}:${range.column} `}${severity} ${rule}`;
}
