/** What a running process remembers between passes. All of it can be lost: the head commit has the rest. */

import type { Finding } from '../../policies/finding.ts';
import type { Mesh } from '../../policies/mesh.ts';
import type { Lowering } from '../live/join.ts';
import type { Attempt, Budget } from '../live/state.ts';
import type { Decision } from '../rollout/decide.ts';
import type { EvidenceState } from '../rollout/evidence.ts';
import { createJudge } from './change-judge.ts';
import type { Head } from './head.ts';
import type { Judge } from './judgement.ts';
import { createIntentReader, type ReadIntent } from './intent.ts';
import type { Oid, Ports, RemoteHeads } from './ports.ts';
import { openTurns, type Turns } from './turns.ts';

export interface Options {
  readonly cluster: string;
  /** How long a poll may wait while nothing is under way, in ms. */
  readonly intervalMs: number;
  /** How long proxies have to answer before a lone NACK counts for all, in ms. */
  readonly nackGraceMs: number;
}

export const defaultOptions: Options = {
  cluster: 'default',
  intervalMs: 10_000,
  nackGraceMs: 2_000,
};

/** Mutable on purpose: the one place where a process keeps what it knows. */
export interface Memory {
  readonly options: Options;
  readonly readIntent: ReadIntent;
  /** What it said of the last intent is kept for what the next one leaves as it is. */
  readonly judge: Judge;
  /** False until the remote was asked once: what this clone knew may be older than what proxies run. */
  opened: boolean;
  /** What is served: the remote's head, and the local commits on top of it. */
  head: Head | null;
  /** The live head that the remote is known to have. */
  remoteLive: Oid | null;
  heads: RemoteHeads | null;
  /** When the last listing was asked for, by the monotonic clock; null before the first. */
  listedAt: number | null;
  remote: RemoteHealth;
  /** Lowerings that the remote doesn't have yet. */
  pending: readonly Lowering[];
  /** Rejections that a later intent made moot: they count again if that one is refused and what they were made for comes back. */
  moot: readonly Lowering[];
  readonly walks: Map<string, WalkEvidence>;
  decisions: ReadonlyMap<string, Decision>;
  /** The head that the decisions are about; about another one they say nothing. */
  decidedFor: Head | null;
  /** Proxies whose counts stopped, by name. */
  readonly silentProxies: Set<string>;
  /** The intent that was kept out, under which live head, and why. */
  denial: Denial | null;
  /** Of the accepted intent: warnings. */
  warnings: readonly Finding[];
  /** Of the remote: damaged or rewritten branches, refused pushes; by rule. */
  readonly alarms: Map<string, Finding>;
  /** By the monotonic clock. */
  readonly startedAt: number;
  /** When the next remote pass is due at the latest, by the monotonic clock. */
  nextPassAt: number;
  /** The last pass failed: nothing but time brings on the next one. */
  backingOff: boolean;
  /** NACKs of everybody's that nothing was taken back for; about another head they say nothing. */
  standing: Standing | null;
  /** The head whose bytes were compared with what proxies turned down before; null: none. */
  comparedFor: Head | null;
  proxySeen: boolean;
  /** `T@attempt`: what the proxies connected now said they run, and was looked into. */
  heard: ReadonlySet<string>;
  /** Raises that a rule holds, by target: judged anew once `until` has passed, by the monotonic clock. */
  raiseHolds: ReadonlyMap<string, RaiseHeld>;
  /** What was spent of error budgets, as far as this process knows; it goes into the state with live commits. */
  budgets: readonly Budget[];
  /** The state's budgets that are in it already. */
  budgetsFrom: readonly Budget[] | null;
  /** When this process last wrote them (or began to count), in ms since the epoch. */
  ledgerAt: number;
  /** What was told of walks and not looked at yet. */
  readonly turns: Turns;
  /** Counted since the start, for `/metrics`. */
  readonly counted: Counted;
}

export interface Standing {
  readonly head: Head;
  readonly digests: ReadonlySet<string>;
  /** False where it may be found out later what brought them. */
  readonly isFinal: boolean;
}

/** Mutable, like all of `Memory`. */
export interface Counted {
  /** Passes with the remote, and those of them that failed. */
  passes: number;
  failedPasses: number;
  /** Walks taken back by this process. */
  rollbacks: number;
  /** Looks at the walks, and those of them that came more than 100 ms after their time; the latest of all, in ms. */
  ticks: number;
  lateTicks: number;
  latestTickMs: number;
}

export type RemoteHealth =
  { readonly kind: 'reachable' } | { readonly kind: 'unreachable'; readonly since: number; readonly reason: string };

/** An intent that was kept out. */
export interface Denial {
  readonly intent: Oid;
  /** The live head that it was judged against; null at adoption. */
  readonly head: Oid | null;
  readonly findings: readonly Finding[];
  readonly tries: number;
}

/** One walk's memory. A new attempt, a changed walk or a restart begins it afresh, all but what the attempt spent. */
export interface WalkEvidence {
  readonly key: string;
  readonly attempt: Attempt;
  readonly s: number;
  /** When every counted proxy had acknowledged this s, by the monotonic clock; null before. */
  readonly ackedAt: number | null;
  readonly evidence: EvidenceState;
  /** What the raised side is sent to, what the other one is by its definition, and the mesh that says so. */
  readonly endpoints: readonly string[];
  readonly stable: ReadonlyMap<string, string>;
  readonly mesh: Mesh;
}

export interface RaiseHeld {
  readonly rule: string;
  readonly message: string;
  readonly until: number;
}

export function createMemory(ports: Ports, options: Options): Memory {
  const now = ports.clock.monotonic();
  return {
    options,
    readIntent: createIntentReader(ports.git),
    judge: createJudge(ports.rules),
    opened: false,
    head: null,
    remoteLive: null,
    heads: null,
    listedAt: null,
    remote: { kind: 'reachable' },
    pending: [],
    moot: [],
    walks: new Map(),
    decisions: new Map(),
    decidedFor: null,
    silentProxies: new Set(),
    raiseHolds: new Map(),
    budgets: [],
    budgetsFrom: null,
    ledgerAt: ports.clock.now(),
    denial: null,
    warnings: [],
    alarms: new Map(),
    startedAt: now,
    nextPassAt: now,
    backingOff: false,
    standing: null,
    comparedFor: null,
    proxySeen: false,
    heard: new Set(),
    turns: openTurns(),
    counted: { passes: 0, failedPasses: 0, rollbacks: 0, ticks: 0, lateTicks: 0, latestTickMs: 0 },
  };
}
