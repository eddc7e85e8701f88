/** Evidence in: what the sources say, fed to the walks that it is of. */

import type { Mesh, Rollout } from '../../policies/mesh.ts';
import { targetsOf } from '../live/intent.ts';
import { weightAt, whole } from '../live/shares.ts';
import { sameAttempt } from '../live/fleet.ts';
import type { Entry, Spent } from '../live/state.ts';
import { allowanceOf } from '../rollout/budget.ts';
import { canaryEndpoints, isNewCanary, isOtherStable, stableDefinitions } from '../rollout/epoch.ts';
import { addSamples, addTrouble, addValues, beginStep, openEvidence, withAllowance } from '../rollout/evidence.ts';
import type { EvidenceState } from '../rollout/evidence.ts';
import type { Reading } from '../rollout/sample.ts';
import { spendingIn, withSpending } from '../rollout/spending.ts';
import { nothingKnown, verdict, type Verdict } from '../rollout/verdict.ts';
import { countBudgets } from './budgets.ts';
import { allAcked } from './fleet-state.ts';
import type { Memory, WalkEvidence } from './memory.ts';
import type { Clock, Ports } from './ports.ts';
import { nothingTold, takeTurns, tellWalks, type Told } from './turns.ts';

/** Feeds the readings to the walks that they are of. */
export function observeWalks(memory: Memory, ports: Ports, readings: readonly Reading[]): void {
  const head = memory.head;
  if (head === null) return;
  noteSilence(memory, readings);
  countBudgets(memory, ports.clock, readings);
  const { turns } = memory;
  tellWalks(turns, readings);
  const { mesh } = head.intent.intent;
  const acked = allAcked(ports.xds.proxies(), head);
  const targets = targetsOf(mesh);
  const spent = Map.groupBy(head.state.spent, ({ target }) => target);
  const walking = new Set<string>();
  const hasTurn = takeTurns(turns, head.state.targets.length, ports.clock.monotonic());
  for (const [place, entry] of head.state.targets.entries()) {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    if (rollout === null) continue;
    walking.add(entry.target);
    const context = { entry, rollout, mesh, acked, memory, clock: ports.clock, spent: spent.get(entry.target) ?? [] };
    look(context, (told) => hasTurn(place, told));
  }
  for (const target of memory.walks.keys()) if (!walking.has(target)) memory.walks.delete(target);
  for (const target of turns.untold.keys()) if (!memory.walks.has(target)) turns.untold.delete(target);
}

interface Context {
  readonly entry: Entry;
  readonly rollout: Rollout;
  readonly mesh: Mesh;
  readonly acked: boolean;
  readonly memory: Memory;
  readonly clock: Clock;
  /** What the head says that the walk has spent. */
  readonly spent: readonly Spent[];
}

function look(context: Context, hasTurn: (told: Told) => boolean): void {
  const { entry, memory } = context;
  const { walks, turns } = memory;
  const known = walks.get(entry.target);
  const told = turns.untold.get(entry.target) ?? nothingTold;
  // What a walk was rejected by stays to be shown.
  if (entry.phase !== 'Rejected') {
    const walk = continued(known, context);
    if (walk === known && isInPlace(walk, context) && !hasTurn(told)) return;
    walks.set(entry.target, observed(walk, context, told));
  }
  turns.untold.delete(entry.target);
}

/** What was told is of the place that the walk had: it is taken in before the next step begins. */
function observed(walk: WalkEvidence, context: Context, told: Told): WalkEvidence {
  const now = context.clock.monotonic();
  const counted = addValues(addSamples(walk.evidence, told.samples, now), told.values, now);
  const placed = placedAt({ ...walk, evidence: addTrouble(counted, told.troubles, now) }, context, now);
  return { ...placed, evidence: budgeted(placed.evidence, context) };
}

function isInPlace(walk: WalkEvidence, { entry, acked }: Context): boolean {
  return walk.s === entry.s && (walk.ackedAt !== null || !acked);
}

function placedAt(walk: WalkEvidence, { entry, acked }: Context, now: number): WalkEvidence {
  const ackedAt = walk.s === entry.s ? walk.ackedAt : null;
  if (ackedAt !== null || !acked) return { ...walk, s: entry.s, ackedAt };
  const weight = weightAt(entry, entry.s);
  const begun = { weight, stableHasWeight: weight < whole, atMs: now };
  const evidence = entry.s === 0 ? walk.evidence : beginStep(walk.evidence, begun);
  return { ...walk, s: entry.s, ackedAt: now, evidence };
}

/**
 * The same walk goes on; another attempt, another way, another stable or pods that nobody has seen yet begin afresh.
 * What an attempt has spent stays spent.
 */
function continued(known: WalkEvidence | undefined, { entry, rollout, mesh }: Context): WalkEvidence {
  const key = [entry.attempt.intent, entry.attempt.n, entry.walkDigest, entry.toDigest].join(' ');
  if (known?.key === key && known.mesh === mesh) return known;
  const endpoints = canaryEndpoints(mesh, entry);
  const stable = stableDefinitions(mesh, entry);
  const isSame = known?.key === key && !isNewCanary(known.endpoints, endpoints);
  if (isSame && !isOtherStable(known.stable, stable, entry)) return { ...known, mesh, endpoints, stable };
  const opened = openEvidence(rollout);
  const isSameTry = known !== undefined && sameAttempt(known.attempt, entry.attempt);
  const spent = isSameTry ? spendingIn(known.evidence) : null;
  const evidence = spent === null ? opened : withSpending(opened, spent);
  return { key, attempt: entry.attempt, s: entry.s, ackedAt: null, evidence, mesh, endpoints, stable };
}

function budgeted(evidence: WalkEvidence['evidence'], { rollout, mesh, memory, clock, spent }: Context) {
  const slo = mesh.slos.find(({ namespace, name }) => `${namespace}/${name}` === rollout.budget?.slo);
  if (slo === undefined) return evidence;
  const allowed = withAllowance(evidence, allowanceOf(slo, memory.budgets, clock.now()));
  return spent.reduce(withSpending, allowed);
}

/** A proxy that stopped sending counts may be the one that sees the fault; trouble with one SLI is that walk's alone. */
function noteSilence(memory: Memory, readings: readonly Reading[]): void {
  for (const reading of readings) {
    switch (reading.kind) {
      case 'no-data':
      case 'error':
        if (reading.about === undefined) memory.silentProxies.add(reading.proxy);
        break;
      case 'samples':
        for (const sample of reading.samples) memory.silentProxies.delete(sample.proxy);
        break;
      case 'values':
    }
  }
}

/** Asked at each look, and by whoever wants the status: what nothing was added to says the same again. */
const verdicts = new WeakMap<EvidenceState, Verdict>();

/** What is known of a walk now. */
export function evidenceOf(memory: Memory, target: string): Verdict {
  const evidence = memory.walks.get(target)?.evidence;
  if (evidence === undefined) return nothingKnown;
  const known = verdicts.get(evidence) ?? verdict(evidence);
  verdicts.set(evidence, known);
  return known;
}
