/** The rows of the event table that begin with "new intent", told from the authors' model and held against the outcome. */

import { answerTo, leastRequest } from '../../policies/request.ts';
import { toDigest } from '../../reconciler/live/digest.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import type { TargetView } from '../../reconciler/live/intent.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { sFor, sameShares, sharesOf, totalsOf, weightAt, weightsAt, whole } from '../../reconciler/live/shares.ts';
import type { Entry, Share } from '../../reconciler/live/state.ts';
import type { RuleModel } from '../support/mesh-repository.ts';
import { entryIn, law, letterOf, liveShares } from './live-law.ts';
import type { LiveCommit, MainCommit, World } from './live-world.ts';

const dayMs = 86_400_000;

export function checkRows(before: LiveCommit, after: LiveCommit, world: Pick<World, 'seen'>): void {
  for (const view of targetsOf(after.main.intent.mesh).values()) {
    const row = rowOf(view, before, after);
    if (row !== null) world.seen.add(row);
  }
  law('rows', after.state.refused.length === 0, after, 'a refused intent is still remembered');
  const day = after.state.settled.every(({ at }) => after.at - at <= dayMs);
  law('rows', day, after, 'a promotion is remembered for more than a day');
}

function rowOf(view: TargetView, before: LiveCommit, after: LiveCommit): string | null {
  const { target } = view;
  const entry = entryIn(before.state, target);
  const was = targetsOf(before.main.intent.mesh).get(target);
  if (entry !== undefined && was !== undefined) return unsettledRow(view, entry, before, after);
  if (was !== undefined) return settledRow(view, was, before, after);
  return newKeyRow(view, before, after);
}

function fastRow(view: TargetView, before: LiveCommit, after: LiveCommit): string | null {
  const last = before.state.settled.find(({ target }) => target === view.target);
  if (last !== undefined && after.at - last.at <= dayMs && sameShares(last.before, view.shares)) return 'fast-settled';
  return after.main.fast ? 'fast-trailer' : null;
}

function unsettledRow(view: TargetView, entry: Entry, before: LiveCommit, after: LiveCommit): string | null {
  const { target } = view;
  const now = entryIn(after.state, target);
  if (sameShares(view.shares, entry.home)) return gone(entry.s === whole ? 'revert-baking' : 'revert', now, after);
  if (isOfAnotherIntent(entry, before)) return null;
  const sameEnd = sameShares(view.shares, entry.to);
  if (!sameEnd) {
    const fast = fastRow(view, before, after);
    if (fast !== null) return gone(fast, now, after);
  } else if (meaning(before.main, target, entry.home) === meaning(after.main, target, entry.home)) {
    return keptRow(view, entry, now, after);
  }
  law(
    'begins again',
    now?.attempt.intent === after.main.intent.oid && now.attempt.n === 1,
    after,
    `${target} is no new attempt`,
  );
  if (now === undefined) return null;
  law(
    'begins again',
    sameShares(now.home, entry.home) && now.since === after.at,
    after,
    `${target} has another home or time`,
  );
  law('begins again', now.phase === (walks(view) ? 'Progressing' : 'Held'), after, `${target} is ${now.phase}`);
  return furthestRow(now, before, after);
}

/** s is the largest at which nothing gains, and 0 where a raised destination is another thing. */
function furthestRow(now: Entry, before: LiveCommit, after: LiveCommit): string {
  const raised = [...totalsOf(now.to)].filter(([key, share]) => share > (totalsOf(now.home).get(key) ?? 0));
  const limits = (main: MainCommit) => raised.map(([key]) => main.model.destinations[letterOf(key)].limit).join();
  if (limits(before.main) !== limits(after.main)) {
    law('redefined', now.s === 0, after, `${now.target} starts at ${now.s}`);
    return 'redefined';
  }
  const live = liveShares(before, now.target) ?? new Map<string, number>();
  const home = totalsOf(now.home);
  const gains = (s: number) =>
    [...weightsAt(now, s)].some(([key, share]) => share > Math.max(live.get(key) ?? 0, home.get(key) ?? 0));
  law('P4', !gains(now.s), after, `${now.target} gains by beginning again`);
  const further = sFor(now, weightAt(now, now.s) + 1);
  const most = weightAt(now, further) === weightAt(now, now.s) || gains(further);
  law('begins again', most, after, `${now.target} could be further than ${now.s}`);
  return now.s > 0 ? 'begins-on-the-way' : 'begins-again';
}

function keptRow(view: TargetView, entry: Entry, now: Entry | undefined, after: LiveCommit): string {
  const { target } = view;
  law('kept', now !== undefined, after, `${target} lost its entry`);
  if (now === undefined) return 'kept';
  const same = now.s === entry.s && now.since === entry.since && sameShares(now.home, entry.home);
  law(
    'kept',
    same && JSON.stringify(now.attempt) === JSON.stringify(entry.attempt),
    after,
    `${target} is another walk`,
  );
  const [phase, reason] = keptPhase(view, entry);
  law('kept', now.phase === phase && now.reason === reason, after, `${target} is ${now.phase} (${now.reason})`);
  law('kept', view.rollout === null || now.walkDigest === view.rollout.digest, after, `${target} has an old walk`);
  if (entry.phase === 'Rejected') return 'kept-rejected';
  if (entry.reason === 'paused') return 'kept-paused';
  if (now.reason === 'no-walk' && entry.reason !== 'no-walk') return 'walk-gone';
  if (entry.reason === 'no-walk' && now.reason !== 'no-walk') return 'walk-back';
  return now.walkDigest === entry.walkDigest ? 'kept' : 'walk-changed';
}

/** A lowering may have brought the digest of an intent that this head has not seen, or that main has no more. */
function isOfAnotherIntent({ target, home, toDigest: digest }: Entry, { main }: LiveCommit): boolean {
  const view = targetsOf(main.intent.mesh).get(target);
  return view === undefined || toDigest(main.intent.mesh, view, home) !== digest;
}

const lasting: ReadonlySet<string> = new Set(['deadline', 'lower-in-fleet', 'paused']);

function keptPhase(view: TargetView, { phase, reason }: Entry): readonly [string, string] {
  if (phase === 'Rejected' || lasting.has(reason)) return [phase, reason];
  if (!walks(view)) return ['Held', 'no-walk'];
  const ended = phase === 'Progressing' || reason === 'no-walk' || reason === 'revert-denied';
  return ended ? ['Progressing', ''] : [phase, reason];
}

function settledRow(view: TargetView, was: TargetView, before: LiveCommit, after: LiveCommit): string {
  const now = entryIn(after.state, view.target);
  if (sameShares(view.shares, was.shares)) return gone('unchanged', now, after);
  const fast = fastRow(view, before, after);
  if (fast !== null) return gone(fast, now, after);
  if (view.rollout === null && was.rollout === null) return gone('at-once', now, after);
  begun(now, was.shares, view, after);
  return 'begin';
}

function newKeyRow(view: TargetView, before: LiveCommit, after: LiveCommit): string | null {
  const now = entryIn(after.state, view.target);
  const targets = targetsOf(after.main.intent.mesh);
  const leaving = before.state.targets.filter(({ target }) => !targets.has(target));
  if (leaving.some((entry) => isOfAnotherIntent(entry, before))) return null;
  const left = leaving.filter(
    ({ target, home }) => meaning(before.main, target, home) === meaning(after.main, view.target, home),
  );
  if (left.length > 0) {
    const text = (entry: Entry) => JSON.stringify([entry.attempt, entry.s, entry.since]);
    const moved = now !== undefined && left.some((entry) => text(entry) === text(now));
    law('moved', moved, after, `${view.target} is not the walk that left`);
    return 'moved';
  }
  const request = leastRequest(view.host.hosts[0] ?? '', view.rule.matches[0] ?? null);
  const answer = answerTo(liveMesh(before.main.intent, before.state), request);
  if (view.rollout === null || after.main.fast || answer === null) return gone('new-key-at-once', now, after);
  const home = sharesOf(answer);
  if (sameShares(home, view.shares)) return gone('new-key-settled', now, after);
  const answering = entryIn(before.state, answer.target);
  if (answering !== undefined && sameShares(answering.home, view.shares)) return gone('new-key-home', now, after);
  begun(now, home, view, after);
  return 'new-key-begin';
}

function begun(now: Entry | undefined, home: readonly Share[], view: TargetView, after: LiveCommit): void {
  law('begins', now !== undefined, after, `${view.target} is not walked`);
  if (now === undefined) return;
  const fresh =
    now.s === 0 && now.since === after.at && now.attempt.n === 1 && now.attempt.intent === after.main.intent.oid;
  law('begins', fresh && sameShares(now.home, home), after, `${view.target} does not begin at home`);
  law('begins', now.phase === (walks(view) ? 'Progressing' : 'Held'), after, `${view.target} is ${now.phase}`);
}

function gone(row: string, now: Entry | undefined, after: LiveCommit): string {
  law(row, now === undefined, after, `${now?.target} is still on its way`);
  return row;
}

function walks({ rollout }: TargetView): boolean {
  return rollout !== null && rollout.suspend !== true;
}

/** All that a target's end means, from the authors' model: what it says, and the definitions of what it raises. */
function meaning({ model, intent }: MainCommit, target: string, home: readonly Share[]): string {
  const view = targetsOf(intent.mesh).get(target);
  if (view === undefined) return 'none';
  const index = view.host.rules.indexOf(view.rule);
  const object = model.objects.find(({ name }) => name === view.host.name);
  const rule: RuleModel | undefined = object?.rules[index];
  const items = view.shares.map(({ key, share }, item) => [key, share, rule?.items[item]?.header ?? null] as const);
  const at = totalsOf(home);
  const raised = [...totalsOf(view.shares)].filter(([key, share]) => share > (at.get(key) ?? 0)).map(([key]) => key);
  const limits = raised.toSorted().map((key) => [key, model.destinations[letterOf(key)].limit]);
  const sorted = items.filter(([, share]) => share > 0).map((item) => JSON.stringify(item));
  return JSON.stringify([sorted.toSorted(), rule?.timeoutS ?? null, limits]);
}
