/** A file of decisions, one JSON line each, that several runs may write at once. */

import { open, type FileHandle } from 'node:fs/promises';
import { textsDigest } from '../../policies/texts-digest.ts';
import { resolve } from 'node:path';
import type { Json } from '../../policies/mesh.ts';
import { decisionEntry } from '../render/decision.ts';
import type { Report } from '../render/formats/report.ts';
import { jsonLine } from '../render/printable.ts';
import { machineClock } from './clock.ts';
import { UsageError, type Call } from './command.ts';
import type { JudgedPolicies } from './check-policies.ts';

export interface Commits {
  readonly base: string | null;
  readonly head: string | null;
}

export interface DecisionLog {
  /** What a check of these commits came to, which began at `startedAt` of the monotonic clock. */
  record(report: Report, judged: JudgedPolicies, when: Commits & { readonly startedAt: number }): Promise<void>;
  close(): Promise<void>;
}

/** Opened before anything is judged, so that a file which can't be written costs no wait. Throws UsageError. */
export async function openDecisionLog(name: string, call: Call): Promise<DecisionLog> {
  const file = await open(resolve(call.io.cwd, name), 'a').catch((error: unknown) => {
    throw unwritten(name, error);
  });
  return {
    record: (report, judged, when) => append(file, name, lintDecision(report, judged, call, when)),
    close: () => file.close(),
  };
}

/** One write, to the end of the file wherever that is by then: lines of two processes never mix. */
async function append(file: FileHandle, name: string, entry: Readonly<Record<string, Json>>): Promise<void> {
  const line = Buffer.from(`${jsonLine({ at: new Date(machineClock.now()).toISOString(), ...entry })}\n`);
  const { bytesWritten } = await file.write(line).catch((error: unknown) => {
    throw unwritten(name, error);
  });
  if (bytesWritten < line.length) throw unwritten(name, new Error('the line was cut: is the disk full?'));
}

function unwritten(name: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--decisions ${name} can't be written, so the decision is not on record: ${reason}`);
}

/** What lint decided. `startedAt` is of the monotonic clock. */
function lintDecision(
  { findings, texts, checked, failLevel }: Report,
  { rulesDigest, waived }: JudgedPolicies,
  { words }: Call,
  { base, head, startedAt }: Commits & { readonly startedAt: number },
): Readonly<Record<string, Json>> {
  return decisionEntry({
    command: 'lint',
    base,
    head,
    where: { paths: words.length === 0 ? ['.'] : words },
    policies: { files: texts.size, documents: checked.documents, digest: textsDigest(texts) },
    rules: { run: checked.rules ?? 0, digest: rulesDigest },
    findings,
    told: findings,
    failLevel,
    waived,
    durationMs: machineClock.monotonic() - startedAt,
  });
}
