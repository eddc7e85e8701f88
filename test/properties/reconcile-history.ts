/** Histories: what authors, proxies, people, the network, the machines and the clock do, in any order. */

import { raisedKeys } from '../../reconciler/live/shares.ts';
import type { ObjectModel, RepositoryModel } from '../support/mesh-repository.ts';
import { speak } from '../support/world-person.ts';
import { proxyNames, type WorldSlot } from '../support/world-slot.ts';
import { picky, poison, takesMost, World } from '../support/world.ts';
import { bakingModel, changed, changes } from './live-author.ts';
import { letterOf } from './live-law.ts';
import { type Book, createBook } from './reconcile-book.ts';
import { comeToRest } from './reconcile-end.ts';
import type { Event, History } from './reconcile-events.ts';
import { checkLive } from './reconcile-laws.ts';
import { checkServed, goBackToDisk, keepPromises, type LastServed } from './reconcile-served.ts';

/** What a history has shown, for the shares that are printed. */
export interface Shown {
  readonly events: number;
  readonly commits: number;
  readonly seen: ReadonlySet<string>;
}

/** Plays a history through the real reconcilers, checks every law at every step, and lets it come to rest. */
export async function play({ writers, events }: History, tell?: (line: string) => void): Promise<Shown> {
  const book = createBook();
  const last: LastServed = new Map();
  const world: World = new World(bakingModel, writers, {
    ...(tell && {
      onLog: (slot, event, fields) =>
        tell(`${world.clock.monotonic()} ${slot.name} ${event} ${JSON.stringify(fields)}`),
    }),
    onLive: (each, from, to, by) => checkLive(book, each, { from, to, by }),
    onCrash: (slot) => {
      keepPromises(book, slot);
      goBackToDisk(book, last, world, slot);
    },
    onServed: (each, where, served) => checkServed(book, last, each, where, served),
  });
  // Adopted, and past the time in which a new process only listens.
  for (let second = 0; second < 7; second += 1) await world.pass(1_000, 1_000, () => 0);
  for (const event of events) {
    tell?.(JSON.stringify(event));
    if (event.kind === 'vandal') vandalise(book, world, event.does);
    else await happen(world, event);
  }
  tell?.('at the end');
  await comeToRest(book, world);
  return { events: events.length, commits: book.commits.length, seen: world.seen };
}

async function happen(world: World, event: Exclude<Event, { readonly kind: 'vandal' }>): Promise<void> {
  switch (event.kind) {
    case 'time':
      return passSeconds(world, event.seconds, event.turns, event.order);
    case 'turns':
      return world.pass(0, event.turns, pickFrom(event.order));
    case 'commit':
      return author(world, event);
    case 'walk': {
      const { fate, ...fault } = event;
      author(world, { ...event, change: event.draw[2] % 2, flavour: 40 });
      if (fate !== null) slotOf(world, event.slot).armed.push({ ...fault, fate, call: 'pushLive' });
      return passSeconds(world, event.seconds, 1_000, 0);
    }
    case 'spoil': {
      spoil(world, event.target);
      const { fate, ...fault } = event;
      if (fate !== null) slotOf(world, event.slot).armed.push({ ...fault, fate, skip: 0 });
      return passSeconds(world, event.seconds, 1_000, event.order);
    }
    case 'fault':
      slotOf(world, event.slot).armed.push({ ...event });
      return;
    case 'crash':
      world.seen.add('crash');
      slotOf(world, event.slot).crash(event.losesDisk);
      return world.turns.idle();
    case 'network':
      world.remote.isUp = event.isUp;
      if (!event.isUp) world.seen.add('down');
      return;
    case 'truth':
      return world.setBad(event.letter, event.isBad);
    case 'habit': {
      const habit = { ack: takesMost, mute: 'mute', picky } as const;
      slotOf(world, event.slot).habit(event.proxy, habit[event.habit]);
      return;
    }
    case 'poison':
      return poisonUnder(world, event);
    case 'traffic':
      world.hasTraffic = event.flows;
      return;
    case 'person':
      return speak(world, event.word, event.target);
    case 'wait':
      return world.pass(event.minutes * 60_000, 1_000, () => 0);
  }
}

async function passSeconds(world: World, seconds: number, turns: number, order: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    await world.pass(1_000, turns, pickFrom(order === 0 ? 0 : order + second));
  }
}

/** Somebody writes the live branch who may not. */
function vandalise(book: Book, world: World, does: 'damage' | 'delete'): void {
  const { remote, store, slots, seen } = world;
  const known = remote.live === null ? undefined : book.byOid.get(remote.live);
  if (remote.live === null || known === undefined) return;
  if (does === 'delete') {
    // Where only some know the newest head, an older one may come back: nobody can tell.
    if (remote.marker === null || slots.some(({ memory }) => memory?.head?.oid !== remote.live)) return;
    remote.live = null;
  } else {
    const { tree, parents } = store.read(remote.live);
    const texts = [...store.files(tree).files].map(([path, { text }]) => [path, `${text}# mine\n`] as const);
    const intent = parents.at(-1) ?? '';
    const damaged = { tree: store.tree(new Map(texts)), message: 'Mine', at: world.clock.now() };
    remote.live = store.commit({ ...damaged, parents: [remote.live, intent] }, 'Mallory');
    // To the laws it is nothing but a step between what was live and what is put back.
    book.byOid.set(remote.live, known);
  }
  seen.add(does);
}

/** What no proxy takes comes in while they say nothing, and something else on top of it before they speak. */
async function poisonUnder(world: World, event: Event & { readonly kind: 'poison' }): Promise<void> {
  const slot = slotOf(world, event.slot);
  if (event.seconds > 0) for (const name of proxyNames) slot.habit(name, 'mute');
  author(world, { change: event.draw[2] % changes.length, draw: event.draw, flavour: 7 });
  await passSeconds(world, event.seconds, 1_000, 0);
  if (event.word !== null) await speak(world, event.word, event.draw[1]);
  await passSeconds(world, 1, 1_000, 0);
  if (event.crashes) slot.crash(false);
  await world.turns.idle();
  for (const name of proxyNames) slot.habit(name, takesMost);
}

/** What one of the walks raises begins to fail. */
function spoil(world: World, draw: number): void {
  const entries = world.slots.flatMap(({ memory }) => memory?.head?.state.targets ?? []);
  const walking = entries.filter(({ phase, s }) => phase === 'Progressing' && s > 0);
  const entry = walking[draw % Math.max(1, walking.length)];
  const [key] = entry === undefined ? [] : raisedKeys(entry);
  if (key !== undefined) world.setBad(letterOf(key), true);
}

type Change = Pick<Event & { readonly kind: 'commit' }, 'change' | 'draw' | 'flavour'>;

function author(world: World, { change, draw, flavour }: Change): void {
  const { main, models } = world;
  const inFlight = world.slots[0]?.memory?.head?.state.targets.map(({ target }) => target) ?? [];
  // Reverts in a hurry are often broken or denied.
  const kindOf = flavour >= 8 && flavour <= 14 ? 'revert-rule' : (changes[change] ?? 'comment');
  const next = changed({ model: main.model, past: models, inFlight }, kindOf, draw);
  world.merge(flavour === 7 ? poisoned(next) : next, {
    parent: flavour === 0 ? (main.parent ?? main) : main,
    broken: flavour === 1 || flavour === 8 || flavour === 11,
    fast: flavour === 2 || flavour === 3,
    verdict: flavour === 4 || flavour === 9 || flavour === 10 ? 'denied' : flavour === 5 ? 'no-verdict' : 'fine',
  });
}

/** A header that no proxy takes, on the first item of the first rule. */
function poisoned(model: RepositoryModel): RepositoryModel {
  const [object, ...objects] = model.objects;
  const [rule, ...rules] = object?.rules ?? [];
  if (object === undefined || rule === undefined) return model;
  const items = rule.items.map((item, index) => (index === 0 ? { ...item, header: poison } : item));
  const bad: ObjectModel = { ...object, rules: [{ ...rule, items }, ...rules] };
  return { ...model, objects: [bad, ...objects] };
}

function slotOf(world: World, index: number): WorldSlot {
  const found = world.slots[index % world.slots.length];
  if (found === undefined) throw new Error('a world has a reconciler');
  return found;
}

/** First come, first served where the order is 0; else anybody's turn. */
function pickFrom(order: number): (count: number) => number {
  let state = order;
  return (count) => {
    if (order === 0) return 0;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 16) % count;
  };
}
