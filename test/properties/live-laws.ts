/** P1 to P8, checked at every live commit of a history. A broken law throws its name. */

import { effectiveSince } from '../../reconciler/live/control.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { sameShares, sharesAt, totalsOf, whole } from '../../reconciler/live/shares.ts';
import { statePath } from '../../reconciler/live/state.ts';
import type { Share } from '../../reconciler/live/state.ts';
import type { LiveEvent } from '../../reconciler/live/trailers.ts';
import { parseState, printState } from '../../reconciler/live/state-file.ts';
import { liveChanges } from '../../reconciler/live/tree.ts';
import { entryIn, law, letterOf, liveShares } from './live-law.ts';
import { checkControl } from './live-control.ts';
import { checkRows } from './live-rows.ts';
import { isBefore } from './live-world.ts';
import type { LiveCommit, World } from './live-world.ts';

/** Text is slow to read and write, so its laws are looked at in one commit of so many. */
const textEvery = 4;

export function checkLaws(commit: LiveCommit, world: World): void {
  checkShares(commit);
  if (commit.number % textEvery === 0) checkText(commit, world);
  const before = commit.parent;
  if (before === null) return;
  checkForward(before, commit);
  checkRejected(before, commit);
  checkGains(before, commit, world);
  checkEvent(before, commit);
  checkControl(before, commit);
  if (commit.event === 'accept' || commit.event === 'adopt') {
    checkResolved(commit);
    checkRows(before, commit, world);
  } else if (commit.event !== 'refuse') checkOthers(before, commit);
  world.seen.add(commit.event);
}

/** P5, and the half of P3 that needs no text: the live mesh has w(T), and e(T) where T is settled. */
export function checkShares(commit: LiveCommit): void {
  const targets = targetsOf(commit.main.intent.mesh);
  for (const entry of commit.state.targets) {
    law('P5', targets.has(entry.target), commit, `${entry.target} is not in the intent`);
    const [home, to] = [totalsOf(entry.home), totalsOf(entry.to)];
    const shares = sharesAt(entry);
    law('P5', shares.reduce((sum, { share }) => sum + share, 0) === whole, commit, `${entry.target} doesn't sum up`);
    const inside = shares.every(({ key, share }) => {
      const ends = [home.get(key) ?? 0, to.get(key) ?? 0];
      return share >= Math.min(...ends) && share <= Math.max(...ends);
    });
    law('P5', inside, commit, `${entry.target} leaves its ends`);
    law('P5', sameShares(entry.to, targets.get(entry.target)?.shares ?? []), commit, `${entry.target} goes elsewhere`);
  }
  for (const view of targetsOf(liveMesh(commit.main.intent, commit.state)).values()) {
    const entry = entryIn(commit.state, view.target);
    const wanted = entry === undefined ? (targets.get(view.target)?.shares ?? []) : sharesAt(entry);
    law('P3', sameShares(view.shares, wanted), commit, `${view.target} gets other shares than w(T)`);
  }
}

/** P1, P2 and P3 on texts, by the real reader. */
export function checkText(commit: LiveCommit, { reader }: Pick<World, 'reader'>): void {
  const { main, state } = commit;
  const changes = liveChanges(main.intent, state);
  const tree = new Map(main.intent.files);
  for (const [path, text] of changes) if (text !== null) tree.set(path, text);
  const again = parseState(tree.get(statePath) ?? null);
  const same = again.ok && printState(again.state) === (tree.get(statePath) ?? null);
  law(
    'P1',
    same && again.ok && sameTexts(liveChanges(main.intent, again.state), changes),
    commit,
    'other bytes from the head',
  );
  const equal = [...changes.keys()].every((path) => path === statePath);
  if (state.targets.length === 0) law('P2', equal, commit, 'a settled tree is not the intent');
  else if (equal) {
    const there = state.targets.every((entry) => sameShares(sharesAt(entry), entry.to));
    law('P2', there, commit, 'a walk does not show in the tree');
  }
  const read = reader.mesh(tree);
  law('P3', routing(read) === routing(liveMesh(main.intent, state)), commit, 'the tree has another mesh');
}

function sameTexts(a: ReadonlyMap<string, string | null>, b: ReadonlyMap<string, string | null>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}

/** All that routes, without the items as they were written: their weights are text. */
function routing({ virtualHosts }: ReturnType<typeof liveMesh>): string {
  return JSON.stringify(virtualHosts, (key, value: unknown) => (key === 'item' ? undefined : value));
}

const raises: ReadonlySet<LiveEvent> = new Set(['raise', 'promote', 'promote-now']);

/** P4 */
function checkGains(before: LiveCommit, after: LiveCommit, world: World): void {
  // The rows of a new intent say for each target what it may get.
  if (after.event === 'accept' || after.event === 'adopt') return;
  const origin = after.event === 'refuse' ? world.commits.findLast(({ main }) => main === after.main) : undefined;
  for (const target of targetsOf(after.main.intent.mesh).keys()) {
    if (target === after.target && raises.has(after.event)) continue;
    // A refusal brings back what was live before: that, or less.
    const earlier = origin === undefined ? null : lastBefore(after, target);
    const homes = [entryIn(before.state, target), entryIn(after.state, target)].map((entry) => entry?.home ?? []);
    const bounds = [liveShares(before, target), earlier, ...homes.map((home) => totalsOf(home))];
    for (const [key, share] of liveShares(after, target) ?? []) {
      const most = Math.max(...bounds.map((bound) => bound?.get(key) ?? 0));
      law('P4', share <= most, after, `${key} of ${target} gets ${share}, which is above ${most}`);
    }
  }
}

/** What was live before the refused intent. */
function lastBefore(refusal: LiveCommit, target: string): Map<string, number> | null {
  let each = refusal.parent;
  while (each !== null && each.main !== refusal.main) each = each.parent;
  return each === null ? null : liveShares(each, target);
}

/** P6 */
export function checkRejected(before: LiveCommit, after: LiveCommit): void {
  if (after.event === 'retry') return;
  for (const entry of before.state.targets) {
    const then = entryIn(after.state, entry.target);
    if (entry.phase !== 'Rejected' || then?.toDigest !== entry.toDigest) continue;
    law('P6', then.s === 0 && then.phase === 'Rejected', after, `${entry.target} was rejected and is ${then.phase}`);
  }
}

/** P7, by what the authors' model says of endpoints. */
export function checkResolved({ main, state, ...commit }: LiveCommit): void {
  for (const entry of state.targets) {
    const weighty = (shares: readonly Share[]) => [...totalsOf(shares)].filter(([, share]) => share > 0);
    for (const [key] of [...weighty(sharesAt(entry)), ...weighty(entry.home)]) {
      const there = main.model.destinations[letterOf(key)].endpoints;
      law('P7', there, { main, state, ...commit }, `${key} of ${entry.target} has no endpoint`);
    }
  }
}

/** P8 */
function checkForward(before: LiveCommit, after: LiveCommit): void {
  const forward = isBefore(before.main, after.main);
  law('P8', forward || after.event === 'refuse' || after.event === 'adopt', after, 'the intent went back');
}

/** A retry is another try, with its own time; a promotion remembers where it came from. */
function checkEvent(before: LiveCommit, after: LiveCommit): void {
  const target = after.target ?? '';
  const [was, is] = [entryIn(before.state, target), entryIn(after.state, target)];
  if (after.event === 'retry') {
    const again = was !== undefined && is?.attempt.n === was.attempt.n + 1 && is.since === after.at;
    law('retry', again, after, `${target} is no new try`);
  }
  if (after.event === 'promote' || after.event === 'promote-now') {
    const settled = after.state.settled.find((each) => each.target === target);
    law(
      'promote',
      is === undefined && sameShares(settled?.before ?? [], was?.home ?? []),
      after,
      `${target} forgot home`,
    );
  }
}

/** An event of one target is no event of another. */
function checkOthers(before: LiveCommit, after: LiveCommit): void {
  for (const target of targetsOf(after.main.intent.mesh).keys()) {
    if (target === after.target) continue;
    const [was, is] = [entryIn(before.state, target), entryIn(after.state, target)];
    if (after.event === 'unfreeze' && was !== undefined && is !== undefined) {
      law('unfreeze', is.since === effectiveSince(before.state, was, after.at), after, `${target} has lost time`);
      law('others', JSON.stringify({ ...was, since: 0 }) === JSON.stringify({ ...is, since: 0 }), after, target);
      continue;
    }
    law('others', JSON.stringify(was) === JSON.stringify(is), after, `${target} changed too`);
  }
}
