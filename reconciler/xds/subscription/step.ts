import type { Resource, Snapshot, TypeUrl } from '../snapshot.ts';
import { clusterType, endpointType, listenerType, routeType } from '../snapshot.ts';
import type { Differ, ResourceMap } from './difference.ts';
import { gateOf } from './gate.ts';
import { withProgress } from './progress.ts';
import { release, withLeft } from './release.ts';
import type { Draft } from './response.ts';
import { draftChange, draftRemoval } from './response.ts';
import type { RulesOff } from './rules.ts';
import { settleClaim } from './claim.ts';
import type { KnownSet, StreamState } from './state.ts';
import { withType } from './state.ts';

export interface StepOptions {
  readonly differ: Differ;
  /** Of a state of the world. */
  readonly versionOf: (set: KnownSet) => string;
  /** A cluster goes this long after the client ACKed the routes that no longer refer to it, by how long a request may take. */
  readonly lingerFor: (longestMs: number) => number;
  /** Routes wait no longer than this for a client that doesn't fetch its clusters' endpoints. */
  readonly gateMs: number;
  /** So many responses of a type may be unanswered; then the next one waits, and is the latest. */
  readonly owedLimit: number;
  /** A response that may be partial is cut at this length. */
  readonly responseBytes: number;
  readonly off: RulesOff;
}

export type Step =
  | { readonly kind: 'send'; readonly stream: StreamState; readonly draft: Draft }
  /** Nothing to send now; look again at this monotonic time, or when the client speaks. */
  | { readonly kind: 'idle'; readonly stream: StreamState; readonly dueAt: number | null };

/** xDS: "Eventual consistency considerations". Make in this order, then break in that. */
const makeOrder: readonly TypeUrl[] = [clusterType, endpointType, listenerType, routeType];
const breakOrder: readonly TypeUrl[] = [listenerType, routeType, clusterType, endpointType];

const nothing: ResourceMap = new Map();

/** The one next thing to send to a client so that it comes to run this snapshot. */
export function nextStep(stream: StreamState, snapshot: Snapshot, now: number, options: StepOptions): Step {
  const others = [...stream.types.keys()].filter((typeUrl) => !makeOrder.includes(typeUrl)).toSorted();
  const phases = [
    (state: StreamState) => make(state, snapshot, [...makeOrder, ...others], now, options),
    (state: StreamState) => breakUp(state, snapshot, [...breakOrder, ...others], now, options),
  ];
  if (options.off.has('make-before-break')) phases.reverse();
  let state = stream;
  let dueAt: number | null = null;
  for (const phase of phases) {
    const step = phase(state);
    if (step.kind === 'send') return step;
    state = step.stream;
    dueAt = soonest(dueAt, step.dueAt);
  }
  return { kind: 'idle', stream: withProgress(state, snapshot, options.differ), dueAt };
}

function make(
  stream: StreamState,
  snapshot: Snapshot,
  order: readonly TypeUrl[],
  now: number,
  options: StepOptions,
): Step {
  let state = stream;
  let isWaiting = false;
  for (const typeUrl of order) {
    const before = state.types.get(typeUrl);
    if (!before || before.owed.length >= options.owedLimit) continue;
    const target = snapshot.resources.get(typeUrl) ?? nothing;
    const type = settleClaim(before, target, state.variant, options.versionOf);
    if (type !== before) state = withType(state, typeUrl, type);
    const { changed, gone } = options.differ(type, target);
    const fresh = changed.filter((resource) => type.refused.get(resource.name)?.digest !== resource.digest);
    const held = typeUrl === routeType ? heldBack(state, snapshot, fresh, now, options) : noneHeld;
    isWaiting ||= held.isWaiting;
    const draft = draftChange({
      stream: state,
      typeUrl,
      type,
      target,
      changed: held.names.size === 0 ? fresh : fresh.filter((resource) => !held.names.has(resource.name)),
      gone,
      held: held.names,
      skipped: changed.length - fresh.length,
      commit: snapshot.commit,
      options,
    });
    if (draft) return { kind: 'send', stream: state, draft };
  }
  if (isWaiting !== (state.waitingSince !== null)) state = { ...state, waitingSince: isWaiting ? now : null };
  return {
    kind: 'idle',
    stream: state,
    dueAt: state.waitingSince === null ? null : state.waitingSince + options.gateMs,
  };
}

interface HeldBack {
  readonly names: ReadonlySet<string>;
  /** Some wait for answers that may never come. */
  readonly isWaiting: boolean;
}

const noneHeld: HeldBack = { names: new Set(), isWaiting: false };

/** Route tables that must not go out yet. */
function heldBack(
  stream: StreamState,
  snapshot: Snapshot,
  changed: readonly Resource[],
  now: number,
  options: StepOptions,
): HeldBack {
  if (options.off.has('make-before-break')) return noneHeld;
  const isPatient = stream.waitingSince === null || now - stream.waitingSince < options.gateMs;
  const names = new Set<string>();
  let isWaiting = false;
  for (const table of changed) {
    const gate = gateOf(stream, snapshot, table);
    if (gate === 'open' || (gate === 'waiting' && !isPatient)) continue;
    names.add(table.name);
    isWaiting ||= gate === 'waiting';
  }
  return names.size === 0 ? noneHeld : { names, isWaiting };
}

function breakUp(
  stream: StreamState,
  snapshot: Snapshot,
  order: readonly TypeUrl[],
  now: number,
  options: StepOptions,
): Step {
  const isForced = options.off.has('make-before-break');
  let state = stream;
  let dueAt: number | null = null;
  if (state.waitingSince !== null && !isForced) return { kind: 'idle', stream: state, dueAt };
  for (const typeUrl of order) {
    const type = state.types.get(typeUrl);
    if (!type || type.owed.length >= options.owedLimit) continue;
    const target = snapshot.resources.get(typeUrl) ?? nothing;
    const { gone } = options.differ(type, target);
    if (gone.length === 0 && (typeUrl !== clusterType || state.unused.size === 0)) continue;
    const free = isForced ? { stream: state, names: gone, dueAt: null } : release(state, typeUrl, gone, now, options);
    state = free.stream;
    dueAt = soonest(dueAt, free.dueAt);
    if (free.names.length === 0) continue;
    const removal = draftRemoval({
      stream: state,
      typeUrl,
      type,
      target,
      gone: free.names,
      commit: snapshot.commit,
      options,
    });
    if (removal.kind === 'draft') return { kind: 'send', stream: state, draft: removal.draft };
    state = withLeft(withType(state, typeUrl, removal.type), typeUrl, type);
  }
  return { kind: 'idle', stream: lookedThrough(state, options.owedLimit), dueAt };
}

/** Each cluster that the tables before led to is known by now, unless clusters have to wait for answers themselves. */
function lookedThrough(stream: StreamState, owedLimit: number): StreamState {
  const isDone = (stream.types.get(clusterType)?.owed.length ?? 0) < owedLimit;
  return isDone && stream.leftTables.length > 0 ? { ...stream, leftTables: [] } : stream;
}

function soonest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
