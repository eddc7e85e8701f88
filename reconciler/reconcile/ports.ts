/** What a pass needs of the world. Each port is met by one edge room; simulations meet them too. */

import type { NotifyConfig } from '../../policies/config.ts';
import type { Edit, Finding } from '../../policies/finding.ts';
import type { Json, Mesh } from '../../policies/mesh.ts';
import type { Lowering } from '../live/join.ts';
import type { Reading } from '../rollout/sample.ts';
import type { Watch } from '../rollout/watch.ts';

/** A commit id: 40 lower-case hex digits. */
export type Oid = string;

export interface Commit {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: { readonly name: string; readonly email: string };
  /** ms since the epoch, the committer's. */
  readonly committedAt: number;
  readonly message: string;
}

/** The policy files of a commit: `*.yaml`, `*.yml`, `*.json`, `*.rego` outside dot-folders, and `.sluice/state.yaml`. */
export interface TreeFiles {
  readonly files: ReadonlyMap<string, TreeFile>;
  /** Symlinks, submodules, oversized or non-UTF-8 files, hostile names: each with its place. */
  readonly findings: readonly Finding[];
}

export interface TreeFile {
  /** The blob's id: equal ids, equal bytes. */
  readonly oid: Oid;
  readonly text: string;
}

/** The heads as the remote lists them; null where there is none. */
export interface RemoteHeads {
  readonly intent: Oid | null;
  readonly live: Oid | null;
  /** The tag `refs/tags/sluice/adopted/<cluster>`. */
  readonly marker: Oid | null;
}

export type Listing =
  { readonly kind: 'listed'; readonly heads: RemoteHeads } | { readonly kind: 'unreachable'; readonly reason: string };

export type FetchOutcome = { readonly kind: 'fetched' } | { readonly kind: 'unreachable'; readonly reason: string };

/** `moved`: somebody else's commit is there. `unknown`: the answer was lost, so look before deciding. */
export type PushOutcome =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'moved' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `unknown`: the history that would tell it isn't here, and could not be fetched now. */
export type Ancestry = 'yes' | 'no' | 'unknown';

export interface GitPort {
  /** Asks the remote for the three refs, by their full names. */
  list(signal: AbortSignal): Promise<Listing>;
  /** Brings in the listed heads (depth enough for both parents of live). */
  fetch(heads: RemoteHeads, signal: AbortSignal): Promise<FetchOutcome>;
  readCommit(oid: Oid): Promise<Commit>;
  /**
   * Commits from `oid` back along first parents, newest first: `limit` of them, or all that there are. A shallow clone
   * fetches what it lacks; where it can't, the commits that it has.
   */
  readLog(oid: Oid, limit: number, signal: AbortSignal): Promise<readonly Commit[]>;
  readTree(tree: Oid): Promise<TreeFiles>;
  /** Who signed a commit, as of when this process first saw it. */
  checkSignature(oid: Oid): Promise<SignatureCheck>;
  /** Whether `ancestor` is reachable from `descendant`, or is it. */
  ancestry(ancestor: Oid, descendant: Oid): Promise<Ancestry>;
  /** The id of `tree` with these texts put in (null removes), written to the local store. */
  writeTree(tree: Oid, changes: ReadonlyMap<string, string | null>): Promise<Oid>;
  writeCommit(commit: NewCommit): Promise<Oid>;
  /** Fast-forwards the remote's live branch from `expected` (null: create it) to `oid`; never forces. */
  pushLive(oid: Oid, expected: Oid | null, signal: AbortSignal): Promise<PushOutcome>;
  /** Creates the marker tag at `oid` unless it is there. */
  pushMarker(oid: Oid, signal: AbortSignal): Promise<PushOutcome>;
  /** The live head that this clone last knew, null in a new clone; survives a restart. */
  readLocalLive(): Promise<Oid | null>;
  writeLocalLive(oid: Oid): Promise<void>;
}

/** `not-asked`: nobody said who may sign. `bad`: there is a signature, and it counts for nothing. */
export type SignatureCheck =
  | { readonly kind: 'not-asked' | 'unsigned' }
  | { readonly kind: 'bad'; readonly reason: string }
  | {
      readonly kind: 'good';
      readonly signer: string;
      /** Its key ends, and that of this process later: the head is to be signed anew while both count. */
      readonly signAnew: boolean;
    };

export interface NewCommit {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly message: string;
  /** ms since the epoch. */
  readonly at: number;
}

export interface RulesPort {
  /** Judges one input with the built-in rules and the repository's own (`rego`: what `ownRules` gives, path → text). */
  judge(input: Json, rego: ReadonlyMap<string, string>, signal: AbortSignal): Promise<RawVerdict>;
  /** One name for the built-in rules together with these of the repository's own, each set with its data. */
  digest(regos: readonly ReadonlyMap<string, string>[]): Promise<string>;
}

/** Before the host found the ranges: rules name a document and a path in it. */
export type RawVerdict =
  | { readonly kind: 'judged'; readonly violations: readonly Violation[]; readonly rulesRun: number }
  | {
      readonly kind: 'no-verdict';
      readonly reason: string;
      /** The `.rego` file at fault and its line, where that is known. */
      readonly file: string | null;
      readonly line: number | null;
    };

export interface Violation {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly remedy: string;
  /** Position in `input.documents`, and a path in that document's value; null for the repository as a whole. */
  readonly at: { readonly document: number; readonly path: readonly (string | number)[] } | null;
  /** What would mend it. */
  readonly fix?: readonly Edit[];
}

/** What proxies are to run. */
export interface Served {
  /** The live commit; named in every response. */
  readonly commit: Oid;
  readonly mesh: Mesh;
  /** T → attempt (`<intent>:<n>`): lowerings in this mesh whose push was not answered yet. */
  readonly pending: ReadonlyMap<string, string>;
  /** `T@attempt`: lowerings that proxies said they run and that were looked into. One with others is sent nothing yet. */
  readonly heard: ReadonlySet<string>;
}

export interface XdsPort {
  serve(served: Served): void;
  /** Content hashes of all that the proxies known now would get from this mesh. */
  preview(mesh: Mesh): ReadonlySet<string>;
  proxies(): readonly Proxy[];
}

/** One stream, as `status` shows it; also one that ended lately. */
export interface Proxy {
  /** Node id, with `~2` and so on where two streams share one. */
  readonly name: string;
  readonly state: 'current' | 'behind' | 'broken' | 'stale';
  /** The live commit whose resources it has ACKed in full; null before the first. */
  readonly commit: Oid | null;
  /** The live commit last sent to it. */
  readonly sent: Oid | null;
  /** ms since the epoch of the oldest unanswered response; null when nothing is owed. */
  readonly owesSince: number | null;
  readonly nack: Nack | null;
  /** T → attempt, read back from the versions that it said it runs when it connected. */
  readonly lowerings: ReadonlyMap<string, string>;
  /** Content hash of the bytes of a resource that it runs, as far as it has said; null where it has none. */
  readonly runs: (typeUrl: string, resource: string) => string | null;
  /** Those of all resources of a type that it runs. */
  readonly digests: (typeUrl: string) => readonly string[];
  /** ms since its stream ended; absent: it is connected. One that is missed is `stale`. */
  readonly lostForMs?: number;
}

export interface Nack {
  readonly commit: Oid;
  readonly typeUrl: string;
  readonly resource: string;
  /** Content hash of the bytes that were turned down. */
  readonly digest: string;
  /** The file that they came from. */
  readonly file: string | null;
  readonly reason: string;
}

export interface SamplesPort {
  /** All readings since the last call. */
  take(): readonly Reading[];
  /** Names of the proxies that have sent counts and are not forgotten. */
  proxies(): readonly string[];
  /** From now on these walks are spoken of, and no other. */
  watch(watch: Watch): void;
}

/** A small file beside the clone for the lowerings that no remote has yet. */
export interface PendingPort {
  read(): Promise<readonly Lowering[]>;
  /** Returns when they are on disk. */
  write(lowerings: readonly Lowering[]): Promise<void>;
}

/** All that a pass touches. */
export interface Ports {
  readonly git: GitPort;
  readonly rules: RulesPort;
  readonly xds: XdsPort;
  readonly samples: SamplesPort;
  readonly pending: PendingPort;
  readonly clock: Clock;
  readonly log: Log;
  /** Queues the news of these live commits for those who want it; returns at once. */
  readonly tell: (commits: readonly Commit[], receivers: readonly NotifyConfig[]) => void;
}

/** `now` is wall time in ms; `monotonic` never jumps and is for holds and ages. */
export interface Clock {
  now(): number;
  monotonic(): number;
}

/** One JSON line an event; the names are few and stable. */
export type Log = (event: string, fields: Readonly<Record<string, Json>>) => void;
