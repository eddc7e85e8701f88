/** What a history comes to once nothing goes wrong any more. */

import { revertedTargets } from '../../reconciler/live/events.ts';
import { liveMesh } from '../../reconciler/live/live-mesh.ts';
import { sameShares } from '../../reconciler/live/shares.ts';
import { statePath } from '../../reconciler/live/state.ts';
import { speak } from '../support/world-person.ts';
import { proxyNames } from '../support/world-slot.ts';
import type { WorldSlot } from '../support/world-slot.ts';
import { takesMost, type World } from '../support/world.ts';
import { entryIn, law } from './live-law.ts';
import { mainCommit } from './reconcile-book.ts';
import type { Book } from './reconcile-book.ts';
import type { LiveCommit } from './live-world.ts';

const first = () => 0;
const secondMs = 1_000;
/** All steps of a walk, in seconds, with their holds, and what may have to be learnt anew before. */
const walkSeconds = 120;
/** What was damaged or deleted is put back sooner. */
const thawSeconds = 30;
const deadlineMs = 31 * 60_000;

/** Mends everything, and lets time pass until nothing more happens; throws where it comes to something else than it should. */
export async function comeToRest(book: Book, world: World): Promise<void> {
  world.remote.isUp = true;
  world.hasTraffic = true;
  for (const slot of world.slots) {
    slot.armed.length = 0;
    for (const name of proxyNames) slot.habit(name, takesMost);
  }
  await thaw(book, world);
  if (!(await rests(book, world, walkSeconds))) {
    await world.pass(deadlineMs, Infinity, first);
    await rests(book, world, walkSeconds);
  }
  if (world.remote.live === null) return checkDeleted(world);
  const head = headOf(book, world);
  for (const slot of world.slots) checkSlot(slot, world, head);
  checkEntries(head);
  checkIntent(head, world, book);
  checkTree(head, world);
}

/** A person ends what is frozen, once there is a head to say it on. */
async function thaw(book: Book, world: World): Promise<void> {
  for (let second = 0; second < thawSeconds; second += 1) {
    const head = world.remote.live === null ? undefined : book.byOid.get(world.remote.live);
    if (head?.state.frozen === null) return;
    await speak(world, 'unfreeze', 0);
    await world.pass(secondMs, Infinity, first);
  }
}

async function rests(book: Book, world: World, seconds: number): Promise<boolean> {
  let quiet = 0;
  for (let second = 0; second < seconds; second += 1) {
    const before = world.remote.live;
    await world.pass(secondMs, Infinity, first);
    const head = world.remote.live === null ? undefined : book.byOid.get(world.remote.live);
    const walking = head?.state.targets.some(({ phase }) => phase === 'Progressing') ?? false;
    const busy = world.slots.some((slot) => slot.isBusy);
    quiet = before === world.remote.live && !walking && !busy ? quiet + 1 : 0;
    // A hold ends by itself once counts come again, and a poll may take some seconds to find out.
    if (quiet > 8) return true;
  }
  return false;
}

function headOf(book: Book, { remote }: World): LiveCommit {
  const head = remote.live === null ? undefined : book.byOid.get(remote.live);
  if (head === undefined) throw new Error('nothing was ever adopted');
  return head;
}

/** Nobody is left who knew the branch: a person must say what goes back. */
function checkDeleted({ slots, seen }: World): void {
  const told = slots.every(({ memory }) => memory?.alarms.has('live-deleted') === true);
  if (!told) throw new Error('the live branch is gone, and not every reconciler says so');
  seen.add('live-deleted');
}

function checkSlot(slot: WorldSlot, { remote, seen }: World, head: LiveCommit): void {
  const { memory } = slot;
  if (memory === null) throw new Error(`${slot.name} does not run`);
  if (memory.head?.oid !== remote.live) throw new Error(`${slot.name} did not come to the remote's head`);
  // A disk that failed when the file was to be read or emptied leaves it: what it says is true, and joins to nothing.
  const isBroken = seen.has('broken pending.write') || seen.has('broken pending.read');
  const isLeft = slot.pendingOnDisk !== null && !isBroken;
  if (memory.pending.length > 0 || isLeft) throw new Error(`${slot.name} has lowerings left over`);
  if (isTurnedDown(slot, head)) {
    seen.add('poison stays');
    return;
  }
  for (const name of proxyNames) {
    const runs = slot.runs.get(name);
    if (runs?.commit !== remote.live) throw new Error(`${name} of ${slot.name} runs ${runs?.commit ?? 'nothing'}`);
    if (runs !== undefined && runs.pending.size > 0) throw new Error(`${name} of ${slot.name} runs a pending lowering`);
  }
}

/**
 * True when no proxy takes what is live, and the present intent didn't bring it: of two bad intents, the second was
 * taken in before anybody had spoken of the first. Then people are told.
 */
function isTurnedDown(slot: WorldSlot, head: LiveCommit): boolean {
  const { name, memory, proxies } = slot;
  const counted = proxies.filter(({ state }) => state !== 'stale');
  const nacks = counted.flatMap(({ nack }) => nack ?? []);
  if (nacks.length === 0 || nacks.length < counted.length) return false;
  const [before, after] = acceptanceOf(head);
  const bytesOf = ({ main, state }: LiveCommit) => slot.preview(liveMesh(main.intent, state));
  const [old, brought] = [before === null ? new Set() : bytesOf(before), bytesOf(after)];
  const fault = nacks.find(({ digest }) => brought.has(digest) && !old.has(digest));
  law('refusal', fault === undefined, head, `${name} keeps what it brought and all turn down: ${fault?.resource}`);
  law('refusal', memory?.alarms.has('refused-but-live') === true, head, `${name} does not say what all turn down`);
  return true;
}

/** The commits right before and right after the head's intent came in; what was refused since then is passed over. */
function acceptanceOf(head: LiveCommit): readonly [LiveCommit | null, LiveCommit] {
  let after = head;
  for (let each: LiveCommit | null = head; each !== null; each = each.parent) {
    const before: LiveCommit | null = each.parent;
    if (each.main === head.main) after = each;
    const isRefused = after.state.refused.some(({ intent }) => intent === before?.main.intent.oid);
    if (each.main === head.main && before?.main !== head.main && !isRefused) return [before, after];
  }
  return [null, after];
}

/** P10 */
function checkEntries(head: LiveCommit): void {
  for (const { target, phase, reason } of head.state.targets) {
    if (phase === 'Progressing' || reason === '')
      throw new Error(`P10 is broken: ${target} is ${phase} (${reason}) at the end`);
  }
}

/** Main's head is live, or every reconciler can say why it isn't. */
function checkIntent(head: LiveCommit, world: World, book: Book): void {
  if (head.main.intent.oid === world.main.oid) return;
  for (const { name, memory } of world.slots) {
    const known = memory?.denial?.intent === world.main.oid || memory?.alarms.has('intent-rewritten') === true;
    if (!known) throw new Error(`${name} does not say why ${world.main.number} is not live`);
  }
  const asked = mainCommit(book, world.main).intent;
  const isRewritten = world.slots.some(({ memory }) => memory?.alarms.has('intent-rewritten') === true);
  for (const target of isRewritten ? [] : revertedTargets(head.state, asked.mesh)) {
    if (entryIn(head.state, target)?.s !== 0) throw new Error(`${target} is asked home and is not`);
    world.seen.add('homeward');
  }
  const { broken, verdict } = world.main;
  const fine = !broken && verdict === 'fine' && asked.mesh.virtualHosts.length > 0;
  if (fine) world.seen.add('fine-and-out');
}

/** P2 */
function checkTree({ state, main }: LiveCommit, { store, remote }: World): void {
  const tree = store.files(store.read(remote.live ?? '').tree).files;
  const rest = new Map([...tree].filter(([path]) => path !== statePath).map(([path, { text }]) => [path, text]));
  const files = main.intent.files;
  const equal = rest.size === files.size && [...rest].every(([path, text]) => files.get(path) === text);
  const there = state.targets.every((entry) => entry.s === 1_000_000 || sameShares(entry.home, entry.to));
  if (equal !== there && state.targets.every(({ target }) => entryIn(state, target)?.s === 0))
    throw new Error('P2 is broken: the live tree is not what its state says');
}
