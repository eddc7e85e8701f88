/** What can happen to a call to the outside, and ports that let it happen. */

import type { GitPort, Oid, PushOutcome, RulesPort } from '../../reconciler/reconcile/ports.ts';

/**
 * `slow`: done late. `late`: answered late. `lost`: not done, and nobody knows. `lost-done`: done, and nobody knows.
 * `refused`: the remote says no. `broken`: the disk does. `crash-…`: the process is gone before or after it.
 */
export const fates = ['slow', 'late', 'lost', 'lost-done', 'refused', 'broken', 'crash-before', 'crash-after'] as const;
export type Fate = (typeof fates)[number];

export const calls = [
  'list',
  'fetch',
  'readCommit',
  'readLog',
  'readTree',
  'ancestry',
  'writeTree',
  'writeCommit',
  'pushLive',
  'pushMarker',
  'readLocalLive',
  'writeLocalLive',
  'judge',
  'pending.read',
  'pending.write',
] as const;
export type Call = (typeof calls)[number];

/** Thrown into whatever a process was doing when it was killed. */
export class Crashed extends Error {}

/** Lets a call happen: waits for its turn, and for what fate has in store. `lost` is what the caller sees of no answer. */
export type Happen = <T>(call: Call, effect: () => Promise<T>, lost?: T, refused?: T) => Promise<T>;

const unreachable = { kind: 'unreachable', reason: 'the answer got lost' } as const;
const unknown: PushOutcome = { kind: 'unknown', reason: 'the answer got lost' };
const refused: PushOutcome = { kind: 'refused', reason: 'protected branch' };

export function faultyGit(git: GitPort, happen: Happen): GitPort {
  return {
    list: (signal) => happen('list', () => git.list(signal), unreachable),
    fetch: (heads, signal) => happen('fetch', () => git.fetch(heads, signal), unreachable),
    readCommit: (oid) => happen('readCommit', () => git.readCommit(oid)),
    readLog: (oid, limit, signal) => happen('readLog', () => git.readLog(oid, limit, signal)),
    readTree: (tree) => happen('readTree', () => git.readTree(tree)),
    checkSignature: (oid) => git.checkSignature(oid),
    ancestry: (ancestor, descendant) => happen('ancestry', () => git.ancestry(ancestor, descendant), 'unknown'),
    writeTree: (tree, changes) => happen('writeTree', () => git.writeTree(tree, changes)),
    writeCommit: (commit) => happen('writeCommit', () => git.writeCommit(commit)),
    pushLive: (oid, expected, signal) =>
      happen('pushLive', () => git.pushLive(oid, expected, signal), unknown, refused),
    pushMarker: (oid, signal) => happen('pushMarker', () => git.pushMarker(oid, signal), unknown, refused),
    readLocalLive: () => happen('readLocalLive', () => git.readLocalLive()),
    writeLocalLive: (oid) => happen('writeLocalLive', () => git.writeLocalLive(oid)),
  };
}

export interface SentNotes {
  /** By live commit: the moment when its push was last begun. */
  readonly sent: Map<Oid, number>;
  readonly nextMoment: () => number;
}

/** Writes down when a push is begun: it can't be called back. */
export function noteSent(git: GitPort, world: SentNotes): GitPort {
  return {
    ...git,
    pushLive: (oid, expected, signal) => {
      world.sent.set(oid, world.nextMoment());
      return git.pushLive(oid, expected, signal);
    },
  };
}

export function faultyRules(rules: RulesPort, happen: Happen): RulesPort {
  return {
    judge: (input, rego, signal) => happen('judge', () => rules.judge(input, rego, signal)),
    digest: (regos) => rules.digest(regos),
  };
}
