/** The check that `sluice lint` makes: of all that is there, or of what a change causes. */

import type { PolicyFiles } from '../git/tree-reader.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { causedFindings } from '../render/formats/caused.ts';
import { checkPolicies, readTree, type JudgedPolicies, type ReadPolicies } from './check-policies.ts';

export interface Sources {
  readonly judged: PolicyFiles;
  /** Null: all of it is told. */
  readonly change: Change | null;
}

interface Change {
  /** What was accepted: its settings, waivers and rules judge. */
  readonly accepted: PolicyFiles;
  /** What the change began from. */
  readonly before: PolicyFiles;
}

export interface Checked extends JudgedPolicies {
  /** When a waiver ends that holds now, and the outcome may be another; ms since the epoch. Null: never. */
  readonly untilMs: number | null;
}

export interface CheckBy {
  readonly rules: RulesPort;
  /** Wall time in ms. */
  readonly nowMs: number;
  /** An Envoy that is asked as well; null: none. */
  readonly envoy: string | null;
}

export async function check(
  { judged, change }: Sources,
  { rules, nowMs, envoy }: CheckBy,
  signal: AbortSignal,
): Promise<Checked> {
  const read = readTree(judged);
  if (change === null) {
    const found = await checkPolicies(read, { rules, accepted: null, before: null, nowMs, envoy }, signal);
    return { ...found, untilMs: firstEnd(read, nowMs) };
  }
  const accepted = readTree(change.accepted);
  // As a rule the change began from what is accepted now: then both are one tree, read once.
  const before = change.before === change.accepted ? accepted : readTree(change.before);
  const after = await checkPolicies(read, { rules, accepted, before, nowMs, envoy }, signal);
  const known = await checkPolicies(before, { rules, accepted, before: null, nowMs }, signal);
  return { ...after, findings: causedFindings(after, known), untilMs: firstEnd(accepted, nowMs) };
}

function firstEnd({ loaded }: ReadPolicies, nowMs: number): number | null {
  const ends = loaded.waivers.map(({ endsMs }) => endsMs).filter((endsMs) => endsMs > nowMs);
  return ends.length === 0 ? null : Math.min(...ends);
}
