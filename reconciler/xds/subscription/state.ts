/** What a stream's client subscribes to, was sent and has answered: one state a type. Plain data, never written to. */

import type { Source } from '../../../policies/mesh.ts';
import type { Part, TypeUrl } from '../snapshot.ts';

export type Variant = 'delta' | 'sotw';

/** A resource in a client's hands: one that was sent, or one that it says it has (then only the version is known). */
export interface Known {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
  /** Null: not of this stream, so its bytes are not known. */
  readonly body: Uint8Array | null;
  readonly source: Source | null;
  /** Null: not known, so it may refer to anything. */
  readonly refersTo: readonly string[] | null;
  readonly parts?: readonly Part[];
}

export type KnownSet = ReadonlyMap<string, Known>;

/** A response that was not answered yet. */
export interface Owed {
  readonly nonce: string;
  readonly commit: string;
  /** Wall time in ms, for people. */
  readonly sentAt: number;
  /** Monotonic ms, for ages. */
  readonly sentAtMonotonic: number;
  /** All that it holds. */
  readonly offered: readonly Known[];
  /** What in it is new: a NACK that names nothing is about that. */
  readonly changed: readonly Known[];
  /** What the client has once it ACKs this. */
  readonly after: KnownSet;
}

/** A resource that the client turned down. */
export interface Refusal {
  readonly commit: string;
  readonly digest: string;
  readonly file: string | null;
  readonly reason: string;
}

export interface TypeState {
  readonly wildcard: boolean;
  /** State of the world: a list with names was seen, so an empty one no longer means all. */
  readonly named: boolean;
  readonly names: ReadonlySet<string>;
  /** What the client has if it takes all that was sent. */
  readonly sent: KnownSet;
  /** What it has taken. */
  readonly acked: KnownSet;
  /** Oldest first. */
  readonly owed: readonly Owed[];
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Names whose next response is due whether they changed or not. */
  readonly due: ReadonlySet<string>;
  /** The subscription as such is to be answered, with nothing if need be. */
  readonly answerDue: boolean;
  /** What a new stream said it runs, not yet compared: a version (state of the world), or `sent` itself (delta: empty). */
  readonly claim: string | null;
  /** Of the last response; null before the first. */
  readonly nonce: string | null;
}

export interface StreamState {
  readonly variant: Variant;
  readonly types: ReadonlyMap<TypeUrl, TypeState>;
  /** The client said that it runs something already: it was connected before. */
  readonly isReturning: boolean;
  /** T → attempt, read from the versions that the client said it runs. */
  readonly lowerings: ReadonlyMap<string, string>;
  /** The commit that was ACKed in full. */
  readonly commit: string | null;
  /** The commit last sent. */
  readonly sentCommit: string | null;
  /** Clusters that no route of the client's refers to. Only those that are to go. */
  readonly unused: ReadonlyMap<string, Unused>;
  /** Route tables that the client had, and has no more since clusters were last looked through. */
  readonly leftTables: readonly Known[];
  /** Monotonic ms since routes wait for their clusters; null when none do. */
  readonly waitingSince: number | null;
}

export interface Unused {
  /** Monotonic ms. */
  readonly since: number;
  /** It goes so long after. */
  readonly lingerMs: number;
}

export const nothingKnown: KnownSet = new Map();

export function openStream(variant: Variant): StreamState {
  return {
    variant,
    types: new Map(),
    isReturning: false,
    lowerings: new Map(),
    commit: null,
    sentCommit: null,
    unused: new Map(),
    leftTables: [],
    waitingSince: null,
  };
}

export const openType: TypeState = {
  wildcard: false,
  named: false,
  names: new Set(),
  sent: nothingKnown,
  acked: nothingKnown,
  owed: [],
  refused: new Map(),
  due: new Set(),
  answerDue: true,
  claim: null,
  nonce: null,
};

export function withType(stream: StreamState, typeUrl: TypeUrl, type: TypeState): StreamState {
  return { ...stream, types: new Map(stream.types).set(typeUrl, type) };
}

/** True when the client wants the resource of this name. */
export function isSubscribed(type: TypeState, name: string): boolean {
  return type.wildcard || type.names.has(name);
}

/** The state as if these names had never been sent: nothing that is on its way counts for them. */
export function forget(type: TypeState, isForgotten: (name: string) => boolean): TypeState {
  return {
    ...type,
    sent: without(type.sent, isForgotten),
    acked: without(type.acked, isForgotten),
    owed: type.owed.map((owed) => ({ ...owed, after: without(owed.after, isForgotten) })),
  };
}

function without(set: KnownSet, isForgotten: (name: string) => boolean): KnownSet {
  const left = [...set].filter(([name]) => !isForgotten(name));
  return left.length === set.size ? set : new Map(left);
}
