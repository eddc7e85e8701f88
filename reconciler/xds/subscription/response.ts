import type { Resource, TypeUrl } from '../snapshot.ts';
import { endpointType, routeType } from '../snapshot.ts';
import { wantedOf } from './claim.ts';
import type { ResourceMap } from './difference.ts';
import type { RulesOff } from './rules.ts';
import { comesAsFullSet } from './sotw.ts';
import type { Known, KnownSet, StreamState, TypeState, Variant } from './state.ts';
import { joined, textField } from '../framing.ts';

/** A response before it has a nonce. */
export interface Draft {
  readonly variant: Variant;
  readonly typeUrl: TypeUrl;
  readonly commit: string;
  readonly resources: readonly Known[];
  /** Delta only. */
  readonly removed: readonly string[];
  /** State of the world only; empty in delta, where each resource has its own. */
  readonly version: string;
  /** What differs from the response before: what a NACK is about. */
  readonly changed: readonly Known[];
  /** What the client has when it takes this. */
  readonly after: KnownSet;
  /** Names that this answers. */
  readonly answers: readonly string[];
}

interface Request {
  readonly stream: StreamState;
  readonly typeUrl: TypeUrl;
  readonly type: TypeState;
  readonly target: ResourceMap;
  readonly gone: readonly string[];
  readonly commit: string;
  readonly options: {
    readonly off: RulesOff;
    readonly versionOf: (set: KnownSet) => string;
    readonly responseBytes: number;
  };
}

interface ChangeRequest extends Request {
  readonly changed: readonly Resource[];
  /** Names that must not go out yet. */
  readonly held: ReadonlySet<string>;
  /** So many changed resources are left out, since the client has turned them down. */
  readonly skipped: number;
}

/** What is new, and what the client is owed an answer to; null when there is nothing to say. */
export function draftChange(request: ChangeRequest): Draft | null {
  const { stream, typeUrl } = request;
  const isFull = stream.variant === 'sotw' && comesAsFullSet(typeUrl) && !request.options.off.has('full-set');
  return isFull ? draftFullSet(request) : draftNamed(request);
}

function draftFullSet(request: ChangeRequest): Draft | null {
  const { type, changed, gone, target } = request;
  if (changed.length === 0 && type.due.size === 0 && !type.answerDue) return null;
  const after = withHeld(type, wantedOf(type, target), gone);
  return draft(request, { resources: [...after.values()], removed: [], changed, after, answers: [...type.due] });
}

function draftNamed(request: ChangeRequest): Draft | null {
  const { stream, type, target, changed, held, options } = request;
  const due = [...type.due].filter((name) => !held.has(name));
  const present = due.flatMap((name) => target.get(name) ?? inHand(type, name) ?? []);
  // A gone resource whose bytes are not known is answered when it is taken away.
  const absent = due.filter((name) => !target.has(name) && !type.sent.has(name));
  const empties =
    stream.variant === 'sotw' && !options.off.has('placeholder') ? absent.flatMap(placeholder(request)) : [];
  const all = [
    ...(options.off.has('names-once') ? [...changed, ...present] : once([...changed, ...present])),
    ...empties,
  ];
  const resources = options.off.has('message-size') ? all : fitting(all, options.responseBytes);
  const removed = stream.variant === 'delta' ? absent : [];
  const answered = new Set([...resources.map((known) => known.name), ...removed]);
  const mustAnswer =
    type.answerDue && held.size === 0 && (stream.variant === 'delta' || comesAsFullSet(request.typeUrl));
  if (resources.length === 0 && removed.length === 0 && !mustAnswer) return null;
  return draft(request, {
    resources,
    removed,
    changed: resources,
    after: afterChange(request, resources, resources.length === all.length),
    answers: due.filter((name) => answered.has(name)),
  });
}

/** Streams that got everything share the snapshot's own map. */
function afterChange(request: ChangeRequest, resources: readonly Known[], isWhole: boolean): KnownSet {
  const { type, target, gone, held } = request;
  const isAll = isWhole && gone.length === 0 && held.size === 0 && request.skipped === 0;
  if (type.wildcard && isAll && request.stream.variant === 'delta') return target;
  if (resources.length === 0) return type.sent;
  const after = new Map(type.sent);
  for (const known of resources) after.set(known.name, known);
  return after;
}

export type Removal =
  | { readonly kind: 'draft'; readonly draft: Draft }
  /** There is no way to say so, and no need: the client drops it with what referred to it. */
  | { readonly kind: 'unsaid'; readonly type: TypeState };

/** Takes the gone ones away. */
export function draftRemoval(request: Request): Removal {
  const { stream, typeUrl, type, target, gone } = request;
  const left = without(type.sent, gone);
  if (stream.variant === 'delta') {
    const isAll =
      type.wildcard && left.size === target.size && [...left].every(([name, known]) => target.get(name) === known);
    const after = isAll ? target : left;
    const answers = gone.filter((name) => type.due.has(name));
    return {
      kind: 'draft',
      draft: draft(request, { resources: [], removed: gone.toSorted(), changed: [], after, answers }),
    };
  }
  if (!comesAsFullSet(typeUrl)) {
    return { kind: 'unsaid', type: { ...type, sent: left, acked: without(type.acked, gone) } };
  }
  const wanted = wantedOf(type, target);
  const still = [...left.keys()].filter((name) => !target.has(name));
  const after = withHeld(type, wanted, still);
  return {
    kind: 'draft',
    draft: draft(request, { resources: [...after.values()], removed: [], changed: [], after, answers: [] }),
  };
}

type Body = Pick<Draft, 'resources' | 'removed' | 'changed' | 'after' | 'answers'>;

function draft(request: Request, body: Body): Draft {
  const { variant } = request.stream;
  const version = variant === 'sotw' ? request.options.versionOf(body.after) : '';
  return { variant, typeUrl: request.typeUrl, commit: request.commit, version, ...body };
}

/** A wanted set, and the gone ones that the client may still use. */
function withHeld(type: TypeState, wanted: KnownSet, gone: readonly string[]): KnownSet {
  const held = gone.flatMap((name) => inHand(type, name) ?? []);
  return held.length === 0 ? wanted : new Map([...wanted, ...held.map((known) => [known.name, known] as const)]);
}

/** What the client has and may go on using; what it turned down is no longer offered. */
function inHand(type: TypeState, name: string): Known | undefined {
  const known = type.refused.has(name) ? type.acked.get(name) : type.sent.get(name);
  return known?.body ? known : undefined;
}

function once(resources: readonly Known[]): readonly Known[] {
  return [...new Map(resources.map((known) => [known.name, known])).values()];
}

/** Besides its body: tags, lengths and the URL of its type. */
const framingBytes = 128;

/** As many as a response may hold, and one at least; the others follow in the next, for nothing says that they were sent. */
function fitting(resources: readonly Known[], mostBytes: number): readonly Known[] {
  let bytes = 0;
  const end = resources.findIndex(({ name, version, body }, at) => {
    bytes += framingBytes + (body?.length ?? 0) + 3 * (name.length + version.length);
    return at > 0 && bytes > mostBytes;
  });
  return end < 0 ? resources : resources.slice(0, end);
}

function without(set: KnownSet, names: readonly string[]): KnownSet {
  const left = new Map(set);
  for (const name of names) left.delete(name);
  return left;
}

/**
 * The state of the world has no word for "there is none": an empty assignment or table says it, so that the client
 * doesn't wait for its fetch timeout. In both messages the name is field 1.
 */
function placeholder(request: Request): (name: string) => readonly Known[] {
  if (request.typeUrl !== endpointType && request.typeUrl !== routeType) return () => [];
  return (name) => {
    const body = joined(textField(1, name));
    return [{ name, version: 'absent', digest: 'absent', body, source: null, refersTo: [] }];
  };
}
