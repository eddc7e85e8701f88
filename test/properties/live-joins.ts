/** P9: lowerings meet heads in any order. */

import { targetsOf } from '../../reconciler/live/intent.ts';
import { join, strongerLowering } from '../../reconciler/live/join.ts';
import type { Lowering } from '../../reconciler/live/join.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { sameShares, totalsOf } from '../../reconciler/live/shares.ts';
import { printState } from '../../reconciler/live/state-file.ts';
import { entryIn, law } from './live-law.ts';
import { isLaterIn } from './live-world.ts';
import type { LiveCommit, World } from './live-world.ts';

/** Holds each lowering of a history against its heads: alone, twice, and with another in both orders. */
export function checkJoins(world: World): void {
  const isLater = isLaterIn(world);
  const lowerings = world.lowerings.slice(-4);
  for (const commit of world.commits.filter(({ number }) => number % 5 === 0)) {
    const head = { state: commit.state, intent: commit.main.intent };
    for (const low of lowerings) {
      const joined = join(head, low, isLater);
      law('P9', same(join({ ...head, state: joined }, low, isLater), joined), commit, 'a second time does more');
      checkNoGain(commit, low, joined);
      for (const other of lowerings) checkOrder(commit, low, other, isLater);
    }
  }
}

function checkNoGain(commit: LiveCommit, low: Lowering, joined: LiveCommit['state']): void {
  const { intent } = commit.main;
  const before = targetsOf(liveMesh(intent, commit.state)).get(low.target);
  const after = targetsOf(liveMesh(intent, joined)).get(low.target);
  const entry = entryIn(commit.state, low.target) ?? entryIn(joined, low.target);
  const [live, home] = [totalsOf(before?.shares ?? []), totalsOf(entry?.home ?? [])];
  for (const [key, share] of totalsOf(after?.shares ?? [])) {
    const most = Math.max(live.get(key) ?? 0, home.get(key) ?? 0);
    law('P9', share <= most, commit, `${key} of ${low.target} gets ${share}, above ${most}`);
  }
  const was = entryIn(commit.state, low.target);
  const is = entryIn(joined, low.target);
  law('P9', was === undefined || (is !== undefined && is.s <= was.s), commit, `${low.target} went up`);
}

function checkOrder(commit: LiveCommit, a: Lowering, b: Lowering, isLater: (a: string, b: string) => boolean): void {
  const [x, y] = [a.attempt.intent, b.attempt.intent];
  const entry = entryIn(commit.state, a.target);
  const z = entry?.attempt.intent ?? x;
  const related = [
    [x, y],
    [x, z],
    [y, z],
  ].every(([one = '', two = '']) => one === two || isLater(one, two) || isLater(two, one));
  // Beyond a rewritten history "later" says nothing; and no machine holds lowerings from two homes at once.
  if (!related || (entry === undefined && a.target === b.target && JSON.stringify(a.home) !== JSON.stringify(b.home)))
    return;
  const head = { state: commit.state, intent: commit.main.intent };
  const onto = (state: LiveCommit['state'], low: Lowering) => join({ ...head, state }, low, isLater);
  const oneWay = onto(onto(head.state, a), b);
  law('P9', same(oneWay, onto(onto(head.state, b), a)), commit, `the order matters for ${a.target}`);
  if (a.target !== b.target) return;
  const stronger = strongerLowering(a, b, isLater);
  law(
    'P9',
    JSON.stringify(stronger) === JSON.stringify(strongerLowering(b, a, isLater)),
    commit,
    'neither is stronger',
  );
  if (sameShares(a.to, b.to)) law('P9', same(oneWay, onto(head.state, stronger)), commit, 'two are not one');
}

function same(a: LiveCommit['state'], b: LiveCommit['state']): boolean {
  return printState(a) === printState(b);
}
