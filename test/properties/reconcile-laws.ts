/** P1 to P8 on what the remote's live branch becomes, and what raises and lowerings must rest on. */

import { attemptText } from '../../reconciler/live/fleet.ts';
import { raisedKeys, sameShares, totalsOf, weightAt, weightsAt, whole } from '../../reconciler/live/shares.ts';
import type { Rollout } from '../../policies/mesh.ts';
import type { Entry } from '../../reconciler/live/state.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import type { World } from '../support/world.ts';
import { checkBudgets, checkControl, checkSpent } from './live-control.ts';
import { entryIn, law, liveShares } from './live-law.ts';
import { checkRejected, checkResolved, checkShares, checkText } from './live-laws.ts';
import { checkRows } from './live-rows.ts';
import { isBefore } from './live-world.ts';
import type { LiveCommit } from './live-world.ts';
import { lastPushed, promiseOf, writeDown } from './reconcile-book.ts';
import type { Book } from './reconcile-book.ts';

/** Half of the requests to a bad destination are errors; the walks tolerate so many of their canary's. */
const tolerated = 0.02;
/** Rounding at the end of a walk, in parts per million. */
const roundingPpm = 20;
/** Text is slow to read and write, so its laws are looked at in one commit of so many. */
const textEvery = 4;

/** A push that the remote took. */
interface Push {
  readonly from: string | null;
  readonly to: string;
  /** The reconciler, or the person. */
  readonly by: string;
}

/** Called when the remote's live branch has moved. */
export function checkLive(book: Book, world: World, { from, to, by }: Push): void {
  for (const commit of writeDown(book, world, from, to)) {
    world.seen.add(commit.event);
    checkShares(commit);
    if (commit.number % textEvery === 0) checkText(commit, book);
    const before = commit.parent;
    if (before === null) {
      law('P8', commit.event === 'adopt' && book.commits.length === 1, commit, 'a second beginning');
      continue;
    }
    const isByPerson = /^Sluice-By:/m.test(world.store.read(to).message);
    const forward = isBefore(before.main, commit.main) || commit.event === 'refuse' || isByPerson;
    law('P8', forward, commit, 'the intent went back');
    checkRejected(before, commit);
    checkControl(before, commit);
    checkBudgets(before, commit);
    checkSpent(before, commit);
    if (commit.state.budgets.length > 0) world.seen.add('budgets');
    if (commit.state.spent.length > 0) world.seen.add('spent');
    if (commit.event === 'accept') {
      checkResolved(commit);
      checkRows(before, commit, world);
      continue;
    }
    law('P8', before.main === commit.main || commit.event === 'refuse', commit, 'an intent came in unnamed');
    checkGains(before, commit);
    if (commit.event === 'refuse') forgetPromises(book, world);
    else checkSteps(before, commit, world);
    if (commit.event === 'raise' || commit.event === 'promote') {
      checkAcked(commit, book, world, by);
      checkPromises(before, commit, book, world, by);
    }
  }
}

/** Nobody goes up while a proxy that counts has not taken the last step. */
function checkAcked(commit: LiveCommit, book: Book, world: World, by: string): void {
  const slot = world.slots.find(({ name }) => name === by);
  law('acked', slot !== undefined, commit, `${by} is no reconciler`);
  // While the push was on its way something else may have been lowered on top of that step.
  const took = (runs: string | null) => runs !== null && lastPushed(book, world, runs) === commit.parent;
  const behind = (slot?.proxies ?? []).filter(({ state, commit: runs }) => state !== 'broken' && !took(runs));
  law('acked', behind.length === 0, commit, `${behind.map(({ name }) => name).join(', ')} did not take the last step`);
}

/** See `checkServed`: what a refusal brings back is judged anew. */
function forgetPromises(book: Book, world: World): void {
  if ([...book.promises.values()].some(({ size }) => size > 0)) world.seen.add('lowering before a refusal');
  book.promises.clear();
}

/** Who served a lowering never takes that try up again, and neither does the next process on its disk or with its proxies. */
function checkPromises(before: LiveCommit, after: LiveCommit, book: Book, world: World, by: string): void {
  if (world.seen.has('broken pending.read')) return;
  const [oid = ''] = [...book.byOid].find(([, commit]) => commit === after) ?? [];
  const sentAt = world.sent.get(oid) ?? Infinity;
  for (const { target, attempt, s } of before.state.targets) {
    const is = entryIn(after.state, target);
    const isUp = is === undefined || is.s > s;
    const promise = promiseOf(target, attemptText(attempt));
    // A push that was on its way when the lowering was served can't be called back: that is joined on top of it.
    const isPromised = book.promises.get(by)?.has(promise) === true && (book.promisedAt.get(promise) ?? 0) < sentAt;
    law('promise', !isUp || !isPromised, after, `${by} takes ${target} up, which it had lowered`);
  }
}

/** P4 */
function checkGains(before: LiveCommit, after: LiveCommit): void {
  for (const target of targetsOf(after.main.intent.mesh).keys()) {
    const [was, is] = [entryIn(before.state, target), entryIn(after.state, target)];
    const mayRise = was?.phase === 'Progressing' || (was?.phase === 'Held' && after.event === 'promote-now');
    if (mayRise && isRaised(was, is, after)) continue;
    const homes = [was, is].map((entry) => totalsOf(entry?.home ?? []));
    const earlier = after.event === 'refuse' ? lastOf(after, target) : null;
    const bounds = [liveShares(before, target), earlier, ...homes];
    for (const [key, share] of liveShares(after, target) ?? []) {
      const most = Math.max(...bounds.map((bound) => bound?.get(key) ?? 0));
      law('P4', share <= most, after, `${key} of ${target} gets ${share}, which is above ${most}`);
    }
  }
}

function isRaised(was: Entry, is: Entry | undefined, { event }: LiveCommit): boolean {
  if (is === undefined) return event === 'raise' || event === 'promote' || event === 'promote-now';
  return event === 'raise' && is.s > was.s;
}

/** What was live before the refused intent. */
function lastOf(refusal: LiveCommit, target: string): Map<string, number> | null {
  let each = refusal.parent;
  while (each !== null && each.main !== refusal.main) each = each.parent;
  return each === null ? null : liveShares(each, target);
}

/** Each entry moves as its event may move it, and by nothing but what proxies counted. */
function checkSteps(before: LiveCommit, after: LiveCommit, world: World): void {
  for (const was of before.state.targets) {
    const is = entryIn(after.state, was.target);
    if (JSON.stringify(was) === JSON.stringify(is)) continue;
    if (is === undefined) checkPromotion(was, after);
    else if (after.event === 'skip' || after.event === 'unfreeze') checkUnmoved(was, is, after);
    else if (after.event === 'retry') checkRetry(was, is, after);
    else if (is.s > was.s) checkRaise(was, is, after, world);
    else checkLowering(was, is, after, world);
  }
  const made = after.state.targets.filter(({ target }) => entryIn(before.state, target) === undefined);
  for (const entry of made) {
    law('made again', entry.s === 0 && entry.phase !== 'Progressing', after, `${entry.target} began from nothing`);
    world.seen.add('join-promoted');
  }
}

function checkPromotion(was: Entry, after: LiveCommit): void {
  const isEnd = weightAt(was, was.s) + roundingPpm >= weightAt(was, whole);
  const settled = after.state.settled.find(({ target }) => target === was.target);
  const isMeant = after.event === 'promote-now' ? was.phase !== 'Rejected' : isEnd && was.phase === 'Progressing';
  law('promote', isMeant, after, `${was.target} was at ${was.s}, ${was.phase}`);
  law('promote', settled !== undefined && sameShares(settled.before, was.home), after, `${was.target} is forgotten`);
}

function checkUnmoved(was: Entry, is: Entry, after: LiveCommit): void {
  const same = is.s === was.s && is.phase === was.phase && is.reason === was.reason && is.attempt.n === was.attempt.n;
  law('words', same, after, `${was.target} is ${is.phase} at ${is.s}`);
}

function checkRetry(was: Entry, is: Entry, after: LiveCommit): void {
  const again = is.attempt.n === was.attempt.n + 1 && is.attempt.intent === was.attempt.intent;
  law('retry', again && was.phase !== 'Progressing' && is.s <= was.s, after, `${was.target} is no new try`);
}

function checkRaise(was: Entry, is: Entry, after: LiveCommit, { bad, truthSince, seen }: World): void {
  const same = was.toDigest === is.toDigest && JSON.stringify(was.attempt) === JSON.stringify(is.attempt);
  const rises = was.phase === 'Progressing' && is.phase === 'Progressing';
  law('raise', same && rises && after.event === 'raise', after, `${was.target} is ${was.phase} and rises`);
  if (was.s === 0) checkTurn(was, after, seen);
  if (was.s === 0 || truthSince >= was.since) return;
  const { total, wrong } = canaryOf(was, bad);
  law('raise', wrong <= tolerated * total, after, `${was.target} rises from ${was.s} though its canary is bad`);
}

/** A walk begins when those that it depends on are over, and while there is a place. */
function checkTurn({ target }: Entry, { parent, state, main, ...after }: LiveCommit, seen: Set<string>): void {
  const { mesh } = main.intent;
  const nameOf = (rollout: Rollout | null | undefined) => `${rollout?.namespace}/${rollout?.name}`;
  const own = targetsOf(mesh).get(target)?.rollout;
  const before = parent?.state.targets ?? [];
  const unsettled = before.filter((each) => each.target !== target);
  const names = new Set(unsettled.map((each) => nameOf(targetsOf(mesh).get(each.target)?.rollout)));
  const commit = { ...after, parent, state, main };
  law('depends-on', !(own?.dependsOn ?? []).some((name) => names.has(name)), commit, `${target} began too early`);
  const begun = state.targets.filter(({ s }) => s > 0).length;
  const { walkLimit } = mesh.config;
  law('walk-limit', walkLimit === null || begun <= walkLimit, commit, `${begun} walks are under way`);
  if (begun === walkLimit) seen.add('walk-limit');
  if ((own?.dependsOn ?? []).length > 0) seen.add('depends-on');
}

function checkLowering(was: Entry, is: Entry, after: LiveCommit, { bad, truthSince, seen }: World): void {
  if (is.s === was.s) seen.add(is.reason === '' ? 'released' : `held ${is.reason}`);
  else law('lower', is.s === 0 && is.phase !== 'Progressing', after, `${was.target} is ${is.phase} at ${is.s}`);
  if (is.phase !== 'Rejected' || was.phase === 'Rejected') return;
  seen.add(`rejected ${is.reason}`);
  const isByEvidence = is.reason === 'errors' || is.reason === 'slo-breach' || is.reason === 'budget-spent';
  if (isByEvidence && was.s === whole) seen.add('rejected while baking');
  // One that was cut off may have decided before the truth changed, and be heard long after.
  if (!isByEvidence || truthSince >= Math.min(was.since, is.since)) return;
  law(
    'lower',
    raisedKeys(is).some((key) => bad.has(key)),
    after,
    `${was.target} is rejected for ${is.reason} and was good`,
  );
}

/** Requests to the raised destinations, and how many of them go wrong; in parts per million of the rule's. */
function canaryOf(entry: Entry, bad: ReadonlySet<string>): { readonly total: number; readonly wrong: number } {
  const weights = weightsAt(entry, entry.s);
  let [total, wrong] = [0, 0];
  for (const key of raisedKeys(entry)) {
    total += weights.get(key) ?? 0;
    if (bad.has(key)) wrong += (weights.get(key) ?? 0) / 2;
  }
  return { total, wrong };
}
