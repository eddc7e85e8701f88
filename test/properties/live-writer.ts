/** A reconciler, as far as walks know it: it fetches, accepts, steps, lowers, pushes, loses answers and dies. */

import { effectiveSince } from '../../reconciler/live/control.ts';
import { acceptIntent, revertedTargets } from '../../reconciler/live/events.ts';
import { lowerInFleet } from '../../reconciler/live/fleet.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { join, lowering } from '../../reconciler/live/join.ts';
import type { Lowering } from '../../reconciler/live/join.ts';
import { parseLowerings, printLowerings } from '../../reconciler/live/pending.ts';
import { refuse } from '../../reconciler/live/refusal.ts';
import { sFor, weightAt, whole } from '../../reconciler/live/shares.ts';
import type { Entry, LiveState } from '../../reconciler/live/state.ts';
import { withSpent } from '../../reconciler/live/budgets.ts';
import { hold, lower, lowerToHome, promote, raise, release } from '../../reconciler/live/walk.ts';
import { decide } from '../../reconciler/rollout/decide.ts';
import type { WalkView } from '../../reconciler/rollout/decide.ts';
import type { Verdict } from '../../reconciler/rollout/verdict.ts';
import { commitLive, isBefore, isLaterIn } from './live-world.ts';
import type { LiveCommit, Writer, World } from './live-world.ts';

/** What becomes of a push. Crashes name the moment at which the process dies. */
export const fates = [
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'pushed',
  'lost-applied',
  'lost-not-applied',
  'unreachable',
  'unreachable',
  'crash-before-pending',
  'crash-before-push',
  'crash-after-push',
  'crash-before-serve',
] as const;
export type Fate = (typeof fates)[number];

/** Looks at the remote, brings its lowerings there, and takes main's head in. */
export function pass(world: World, writer: Writer, fate: Fate, word: 'accept' | null = null): void {
  if (fate === 'unreachable') return void world.seen.add(fate);
  fetch(world, writer);
  const { head } = writer;
  const { main } = world;
  if (main === head.main) return;
  const rewritten = !isBefore(head.main, main);
  if (rewritten && word === null) return void world.seen.add('intent-rewritten');
  if (head.state.refused.some(({ intent }) => intent === main.intent.oid)) return void world.seen.add('refused-again');
  const { state, main: from } = head;
  const change = { state, from: from.intent, to: main.intent, fast: main.fast, now: world.now };
  const outcome = main.broken ? null : acceptIntent(change);
  if (outcome?.kind === 'accepted') {
    open(
      world,
      writer,
      commitLive(world, head, { main, state: outcome.state, event: rewritten ? 'adopt' : 'accept' }),
      fate,
    );
    return;
  }
  world.seen.add(outcome === null ? 'denied' : 'denied-in-flight');
  for (const target of revertedTargets(head.state, main.intent.mesh)) {
    const before = writer.head;
    lowerHere(world, writer, target, lowerToHome(before.state, target, 'revert-denied'), fate);
    if (before !== writer.head) world.seen.add('revert-denied');
  }
}

/** What is seen of a walk; `young`: nothing bad, and not for long enough yet. */
export type Seen = Verdict['kind'] | 'silent' | 'young';

/** Decides for one walk by the real `decide`, and does it. */
export function step(world: World, writer: Writer, draw: number, kind: Seen, fate: Fate): void {
  const { targets } = writer.head.state;
  const entry = targets[draw % Math.max(1, targets.length)];
  if (entry === undefined) return;
  // Half of the time it has not baked for long enough.
  const seen = kind === 'fine' && entry.s === whole && draw % 2 === 1 ? 'young' : kind;
  const decision = decide(viewOf(writer, entry, seen, world.now), world.now);
  const { target } = entry;
  const { main, state } = writer.head;
  switch (decision.kind) {
    case 'raise': {
      const s = decision.weight >= weightAt(entry, whole) ? whole : sFor(entry, decision.weight);
      const spent = {
        target,
        attempt: entry.attempt,
        slo: 'shop/web',
        bad: draw,
        total: 2 * draw,
        forMs: world.now - entry.since,
      };
      const raised = withSpent(raise(release(state, target), target, s), [spent]);
      if (entry.skipSteps === true && s === whole) world.seen.add('skipped-steps');
      return open(world, writer, commitLive(world, writer.head, { main, state: raised, event: 'raise', target }), fate);
    }
    case 'promote': {
      const done = promote(state, target, world.now);
      return open(world, writer, commitLive(world, writer.head, { main, state: done, event: 'promote', target }), fate);
    }
    case 'lower':
      if (entry.s === whole) world.seen.add('lower-baking');
      return lowerHere(world, writer, target, lower(state, target, decision.reason), fate);
    case 'hold':
    case 'resume': {
      const next = decision.kind === 'hold' ? hold(state, target, decision.reason) : release(state, target);
      if (next === state) return;
      const event = decision.kind === 'hold' ? 'hold' : 'release';
      return open(world, writer, commitLive(world, writer.head, { main, state: next, event, target }), fate);
    }
    case 'wait':
      world.seen.add(`wait-${decision.reason}`);
  }
}

function viewOf(writer: Writer, entry: Entry, kind: Seen, now: number): WalkView {
  const rollout = targetsOf(writer.head.main.intent.mesh).get(entry.target)?.rollout ?? null;
  const silent = kind === 'silent';
  const verdict: Verdict = {
    kind: silent ? 'unknown' : kind === 'young' ? 'fine' : kind,
    reason: kind === 'bad' ? 'errors' : silent ? 'no-data' : 'below-tolerate',
    silentMs: silent ? 60_000 : 0,
    counts: { canary: { good: 1, total: 1 }, stable: { good: 1, total: 1 } },
    tests: { e1: 0, e2: 0, f: 0 },
    blocks: 1,
    items: [],
    odd: [],
  };
  return {
    phase: entry.phase,
    heldReason: entry.reason,
    rollout,
    s: entry.s,
    u: weightAt(entry, entry.s),
    final: weightAt(entry, whole),
    sinceMs: effectiveSince(writer.head.state, entry, now),
    heldMs: kind === 'young' ? 0 : 3_600_000,
    verdict,
    acked: true,
    proxySilent: silent,
    fleetSeen: true,
    startedAgoMs: 3_600_000,
    pushed: writer.pending.length === 0,
    listedFresh: true,
    skipSteps: entry.skipSteps === true,
    frozen: writer.head.state.frozen !== null,
    blockedBy: null,
  };
}

/** Proxies turn the last accepted intent down. */
export function turnDown(world: World, writer: Writer, fate: Fate): void {
  fetch(world, writer);
  const current = writer.head;
  let first: LiveCommit = current;
  while (first.parent !== null && first.parent.main === current.main) first = first.parent;
  const before = first.parent;
  if (before === null || !isBefore(before.main, current.main)) return;
  const { oid } = current.main.intent;
  const refused = [{ intent: oid, digest: 'bytes', file: 'routes/web.yaml', reason: 'no such cluster' }];
  const state = refuse({ before: headOf(before), current: headOf(current), refused });
  open(world, writer, commitLive(world, current, { main: before.main, state, event: 'refuse' }), fate);
}

/** The process is gone and starts again, with its disk or without: the remote and the fleet are all there is. */
export function restart(world: World, writer: Writer, losesDisk: boolean): void {
  if (losesDisk) world.seen.add('disk-lost');
  const parsed = losesDisk || writer.disk === null ? null : parseLowerings('pending.yaml', writer.disk);
  if (parsed !== null && !parsed.ok) throw new Error('pending lowerings do not read back');
  writer.head = world.remote;
  writer.pending = [];
  joinPending(world, writer, parsed?.lowerings ?? []);
  for (const [target, attempt] of world.fleet) {
    const { state } = writer.head;
    const next = lowerInFleet(headOf(writer.head), target, attempt, world.now);
    if (next === state) continue;
    world.seen.add('fleet');
    lowerHere(world, writer, target, next, 'pushed');
  }
}

function headOf(commit: LiveCommit): { readonly state: LiveState; readonly intent: LiveCommit['main']['intent'] } {
  return { state: commit.state, intent: commit.main.intent };
}

export function fetch(world: World, writer: Writer): void {
  if (isBefore(writer.head, world.remote)) {
    writer.head = world.remote;
    answered(world, writer);
  } else if (isBefore(world.remote, writer.head)) {
    push(world, writer.head);
    answered(world, writer);
  } else {
    const { pending } = writer;
    writer.head = world.remote;
    joinPending(world, writer, pending);
  }
}

/** The remote's head has all that this writer lowered. */
function answered(world: World, writer: Writer): void {
  for (const { target } of writer.pending) world.fleet.delete(target);
  writer.pending = [];
  writer.disk = null;
}

function joinPending(world: World, writer: Writer, pending: readonly Lowering[]): void {
  const isLater = isLaterIn(world);
  const { main } = writer.head;
  for (const low of pending) {
    const { state } = writer.head;
    const joined = join(headOf(writer.head), low, isLater);
    if (joined === state) continue;
    const made = !state.targets.some(({ target }) => target === low.target);
    world.seen.add(made ? 'join-promoted' : 'join');
    writer.head = commitLive(world, writer.head, { main, state: joined, event: 'join', target: low.target });
    push(world, writer.head);
  }
  writer.pending = pending;
  answered(world, writer);
}

/** A commit that is served once its push was answered: a raise, an acceptance, a hold. */
export function open(world: World, writer: Writer, commit: LiveCommit, fate: Fate): void {
  world.seen.add(fate);
  switch (fate) {
    case 'pushed':
      if (push(world, commit)) {
        writer.head = commit;
        answered(world, writer);
      } else world.seen.add('moved-remote');
      return;
    case 'lost-applied':
    case 'crash-after-push':
    case 'crash-before-serve':
      push(world, commit);
      break;
    case 'lost-not-applied':
    case 'unreachable':
    case 'crash-before-pending':
    case 'crash-before-push':
  }
  if (fate.startsWith('crash')) restart(world, writer, commit.number % 2 === 0);
}

/** A lowering is served and kept here at once; its push comes after. */
export function lowerHere(world: World, writer: Writer, target: string, state: LiveState, fate: Fate): void {
  if (state === writer.head.state) return;
  world.seen.add(fate);
  const { main } = writer.head;
  const commit = commitLive(world, writer.head, { main, state, event: 'lower', target });
  writer.head = commit;
  const low = lowering(state, target);
  if (low === null) throw new Error(`${target} is no lowering`);
  world.lowerings.push(low);
  world.fleet.set(target, low.attempt);
  writer.pending = [...writer.pending, low];
  if (fate === 'crash-before-pending') return restart(world, writer, false);
  writer.disk = printLowerings(writer.pending);
  if (fate === 'crash-before-push') return restart(world, writer, commit.number % 2 === 0);
  const reaches = fate !== 'unreachable' && fate !== 'lost-not-applied';
  if (reaches && push(world, commit)) {
    if (fate === 'pushed') answered(world, writer);
  } else if (reaches) world.seen.add('moved-remote');
  if (fate === 'crash-after-push' || fate === 'crash-before-serve') restart(world, writer, commit.number % 2 === 0);
}

/** Fast-forward or nothing. */
function push(world: World, commit: LiveCommit): boolean {
  if (!isBefore(world.remote, commit)) return false;
  world.remote = commit;
  return true;
}
