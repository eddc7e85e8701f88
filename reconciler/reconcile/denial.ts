/** An intent that was kept out: remembered, so that it isn't judged anew at each poll, and told. */

import type { Denial, Memory } from './memory.ts';
import type { Oid, Ports } from './ports.ts';

/** A verdict that didn't come in time, on a starved machine, is asked for again so often. */
const tries = 3;

/** True when this intent was judged against this head, and nothing new is to be expected of doing so again. */
export function isKeptOut(memory: Memory, intent: Oid, head: Oid | null): boolean {
  const { denial } = memory;
  if (denial?.intent !== intent || denial.head !== head) return false;
  const noVerdict = denial.findings.some((finding) => finding.rule === 'no-verdict' && finding.file === null);
  return !noVerdict || denial.tries >= tries;
}

/** Remembers a denial, and logs it the first time. */
export function keepOut(
  memory: Memory,
  ports: Pick<Ports, 'log'>,
  denied: Pick<Denial, 'intent' | 'head' | 'findings'>,
): void {
  const before = memory.denial?.intent === denied.intent ? memory.denial : null;
  memory.denial = { ...denied, tries: before?.head === denied.head ? before.tries + 1 : 1 };
  if (before !== null) return;
  const rules = denied.findings.filter((finding) => finding.severity === 'error').map((finding) => finding.rule);
  ports.log('commit.denied', { intent: denied.intent, rules });
}
