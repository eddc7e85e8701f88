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
import type { About, Reading, Sample, ValueSample } from '../rollout/sample.ts';
import { spendingIn, withSpending } from '../rollout/spending.ts';
import { nothingKnown, verdict, type Verdict } from '../rollout/verdict.ts';
import { countBudgets } from './budgets.ts';
import { allAcked } from './fleet-state.ts';
import type { Memory, WalkEvidence } from './memory.ts';
import type { Clock, Ports } from './ports.ts';

/** A walk that nothing is told of is looked at so often all the same: silence is a matter of time. */
const restMs = 250;

/** Feeds the readings to the walks that they are of. */
export function observeWalks(memory: Memory, ports: Ports, readings: readonly Reading[]): void {
  const head = memory.head;
  if (head === null) return;
  noteSilence(memory, readings);
  countBudgets(memory, ports.clock, readings);
  const told = byTarget(readings);
  const { mesh } = head.intent.intent;
  const acked = allAcked(ports.xds.proxies(), head);
  const targets = targetsOf(mesh);
  const spent = Map.groupBy(head.state.spent, ({ target }) => target);
  const walking = new Set<string>();
  for (const entry of head.state.targets) {
    const rollout = targets.get(entry.target)?.rollout ?? null;
    if (rollout === null) continue;
    walking.add(entry.target);
    // What a walk was rejected by stays to be shown.
    if (entry.phase === 'Rejected') continue;
    const known = memory.walks.get(entry.target);
    const context = { entry, rollout, mesh, acked, memory, clock: ports.clock, spent: spent.get(entry.target) ?? [] };
    memory.walks.set(entry.target, observed(known, context, told.get(entry.target) ?? nothingTold));
  }
  for (const target of memory.walks.keys()) if (!walking.has(target)) memory.walks.delete(target);
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

function observed(known: WalkEvidence | undefined, context: Context, told: Told): WalkEvidence {
  const { entry, acked, clock } = context;
  const now = clock.monotonic();
  let walk = continued(known, context);
  if (walk.s !== entry.s) walk = { ...walk, s: entry.s, ackedAt: null };
  if (walk.ackedAt === null && acked) {
    const stable = weightAt(entry, entry.s) < whole;
    const begun = { weight: weightAt(entry, entry.s), stableHasWeight: stable, atMs: now };
    const evidence = entry.s === 0 ? walk.evidence : beginStep(walk.evidence, begun);
    walk = { ...walk, ackedAt: now, evidence };
  }
  if (walk === known && told === nothingTold && now - walk.evidence.nowMs < restMs) return walk;
  const counted = addValues(addSamples(walk.evidence, told.samples, now), told.values, now);
  return { ...walk, evidence: budgeted(addTrouble(counted, told.troubles, now), context) };
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

interface Told {
  readonly samples: Sample[];
  readonly values: ValueSample[];
  readonly troubles: About[];
}

const nothingTold: Told = { samples: [], values: [], troubles: [] };

function byTarget(readings: readonly Reading[]): ReadonlyMap<string, Told> {
  const found = new Map<string, Told>();
  const of = (target: string): Told => {
    const known = found.get(target) ?? { samples: [], values: [], troubles: [] };
    found.set(target, known);
    return known;
  };
  for (const reading of readings) {
    switch (reading.kind) {
      case 'samples':
        for (const sample of reading.samples) of(sample.target).samples.push(sample);
        break;
      case 'values':
        for (const value of reading.values) of(value.target).values.push(value);
        break;
      case 'no-data':
      case 'error':
        if (reading.about !== undefined) of(reading.about.target).troubles.push(reading.about);
    }
  }
  return found;
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
