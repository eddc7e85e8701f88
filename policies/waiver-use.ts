/** Which waivers a judgement needed. */

import type { Document } from './document.ts';
import type { RulesContext, Violation } from './input.ts';
import type { Waiver } from './waiver.ts';

/** All that hold, but those of which the rules say that they waive nothing. */
export function neededWaivers(
  { waivers, nowMs, documents }: Pick<RulesContext, 'waivers' | 'nowMs' | 'documents'>,
  violations: readonly Violation[],
): readonly Waiver[] {
  const unused = violations.filter(({ rule }) => rule === 'waiver-unused');
  return waivers.filter(
    (waiver) => nowMs < waiver.endsMs && !unused.some((violation) => isAbout(violation, waiver, documents)),
  );
}

function isAbout({ at, message }: Violation, waiver: Waiver, documents: readonly Document[]): boolean {
  const { rule, kind, namespace, name, source } = waiver;
  // One that the change removes has no place any more: its words are all that tells it from others.
  if (at === null) return message.includes(` ${rule} in ${kind} ${namespace}/${name},`);
  const document = documents[at.document];
  const isThere = document?.file === source.file && document.index === source.document;
  return isThere && source.path.every((step, index) => at.path[index] === step);
}
