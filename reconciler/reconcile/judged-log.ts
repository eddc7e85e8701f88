/** Each judgement of an intent as an event: `intent.judged`. */

import { reportOf } from '../render/formats/report.ts';
import { decisionEntry, gravest } from '../render/decision.ts';
import type { Admission } from './admit.ts';
import type { Head } from './head.ts';
import type { Ports } from './ports.ts';

/** A repository may have thousands of warnings, and each would be in the log with each change. */
const mostTold = 100;

/** Says what became of an intent, beside what is live. `startedAt` is of the monotonic clock. */
export async function logJudged(
  { log, rules, clock }: Pick<Ports, 'log' | 'rules' | 'clock'>,
  { intent, findings, judged }: Admission,
  head: Head | null,
  startedAt: number,
): Promise<void> {
  const durationMs = clock.monotonic() - startedAt;
  const { regos, rulesRun, waived } = judged;
  const texts = new Map([...intent.intent.files, ...intent.rego]);
  const documents = intent.loaded.documents.length;
  const checked = { files: texts.size, documents };
  const digest = regos.length === 0 ? null : await rules.digest(regos);
  const entry = decisionEntry({
    command: 'run',
    base: head?.intent.oid ?? null,
    head: intent.oid,
    where: { live: head?.oid ?? null },
    policies: { ...checked, tree: intent.commit.tree },
    rules: { run: rulesRun, digest },
    findings,
    told: reportOf({ findings: gravest(findings, mostTold), texts, checked }).findings,
    failLevel: 'error',
    waived,
    durationMs,
  });
  log('intent.judged', entry);
}
