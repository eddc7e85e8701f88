/** What proxies are sent, held against what the remote has. */

import { attemptText } from '../../reconciler/live/fleet.ts';
import { parseLowerings } from '../../reconciler/live/pending.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { raisedKeys, totalsOf } from '../../reconciler/live/shares.ts';
import type { Served } from '../../reconciler/reconcile/ports.ts';
import { sharesIn } from '../support/world-shares.ts';
import type { WorldSlot } from '../support/world-slot.ts';
import type { World } from '../support/world.ts';
import { entryIn, law, liveShares } from './live-law.ts';
import type { LiveCommit } from './live-world.ts';
import { lastPushed, promiseOf } from './reconcile-book.ts';
import type { Book } from './reconcile-book.ts';

/** What each slot's proxies were sent last. */
export type LastServed = Map<WorldSlot, LiveCommit>;

export function checkServed(book: Book, last: LastServed, world: World, slot: WorldSlot, served: Served): void {
  const base = lastPushed(book, world, served.commit);
  if (base === null) throw new Error(`P4 is broken: ${slot.name} serves ${served.commit}, which no remote ever had`);
  const earlier = last.get(slot);
  law('never back', earlier === undefined || base.number >= earlier.number, base, `${slot.name} served a newer head`);
  last.set(slot, base);
  const local = slot.memory?.head?.state.targets ?? [];
  for (const target of targetsOf(served.mesh).keys()) {
    const entry = local.find((each) => each.target === target);
    const lowered = served.pending.has(target) ? entry?.home : undefined;
    const homes = [entryIn(base.state, target)?.home, lowered].map((home) => totalsOf(home ?? []));
    const bounds = [liveShares(base, target), ...homes];
    for (const [key, share] of sharesIn(served.mesh, target)) {
      const most = Math.max(...bounds.map((bound) => bound?.get(key) ?? 0));
      law('P4', share <= most, base, `${slot.name} serves ${share} of ${target} to ${key}, which is above ${most}`);
    }
  }
  checkPending(slot, served, base);
  // A revert that was denied is no verdict on what it came from: the walk may be asked for again.
  const rejected = new Set(local.filter(({ phase }) => phase === 'Rejected').map(({ target }) => target));
  const lasting = [...served.pending].filter(([target]) => rejected.has(target));
  const promised = lasting.map(([target, attempt]) => promiseOf(target, attempt));
  for (const each of promised) if (!book.promisedAt.has(each)) book.promisedAt.set(each, world.nextMoment());
  book.promises.set(slot.name, new Set([...(book.promises.get(slot.name) ?? []), ...promised]));
  // Known, and counted: a lowering that a later intent made moot is forgotten, and the refusal of that intent brings its
  // walk back where it was. It is judged anew.
  if (base.event !== 'refuse') checkReadBack(slot, served, base);
}

/** The wire comes before the disk, so where the remote is gone the next process may know an older head: its disk's. */
export function goBackToDisk(book: Book, last: LastServed, world: World, slot: WorldSlot): void {
  const known = slot.localLive === null ? null : lastPushed(book, world, slot.localLive);
  if (known === null) last.delete(slot);
  else last.set(slot, known);
}

/** What neither the disk nor a proxy knows any more is nobody's promise. */
export function keepPromises(book: Book, slot: WorldSlot): void {
  const parsed = slot.pendingOnDisk === null ? null : parseLowerings('pending.yaml', slot.pendingOnDisk);
  const onDisk = parsed?.ok === true ? parsed.lowerings : [];
  const known = new Set([
    ...onDisk.map(({ target, attempt }) => promiseOf(target, attemptText(attempt))),
    ...[...slot.runs.values()].flatMap(({ pending }) => [...pending].map(([target, text]) => promiseOf(target, text))),
  ]);
  const promised = [...(book.promises.get(slot.name) ?? [])].filter((each) => known.has(each));
  book.promises.set(slot.name, new Set(promised));
}

/** A lowering that is on its way to the remote is served as one. */
function checkPending(slot: WorldSlot, served: Served, base: LiveCommit): void {
  for (const target of served.pending.keys()) {
    const entry = slot.memory?.head?.state.targets.find((each) => each.target === target);
    if (entry === undefined) continue;
    law('pending', entry.s === 0, base, `${slot.name} has a lowering of ${target} and is at ${entry.s}`);
  }
}

/** What a proxy of the slot says was lowered stays so, whatever process serves it. */
function checkReadBack(slot: WorldSlot, served: Served, base: LiveCommit): void {
  for (const [name, runs] of slot.runs) {
    for (const [target, attempt] of runs.pending) {
      const entry = entryIn(base.state, target);
      if (entry === undefined || attemptText(entry.attempt) !== attempt) continue;
      const home = totalsOf(entry.home);
      const shares = sharesIn(served.mesh, target);
      const rises = raisedKeys(entry).some((key) => (shares.get(key) ?? 0) > (home.get(key) ?? 0));
      law('read back', !rises, base, `${slot.name} raises ${target}, which ${name} runs lowered`);
    }
  }
}
