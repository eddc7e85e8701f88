/** Histories: what authors, proxies, people, the network and the clock do, in any order. */

import fc from 'fast-check';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { changed, changes } from './live-author.ts';
import type { Draw } from './live-author.ts';
import { checkJoins } from './live-joins.ts';
import { checkLaws } from './live-laws.ts';
import { speak, words } from './live-person.ts';
import type { Word } from './live-person.ts';
import { fates, pass, restart, step, turnDown } from './live-writer.ts';
import type { Fate } from './live-writer.ts';
import { commitMain, createWorld } from './live-world.ts';
import type { World, Writer } from './live-world.ts';

export type Event =
  | {
      readonly kind: 'commit';
      readonly change: number;
      readonly draw: Draw;
      readonly flavour: number;
      readonly writer: number;
      readonly fate: number;
    }
  | { readonly kind: 'pass'; readonly writer: number; readonly fate: number }
  | {
      readonly kind: 'step';
      readonly writer: number;
      readonly target: number;
      readonly verdict: number;
      readonly fate: number;
    }
  | {
      readonly kind: 'climb';
      readonly writer: number;
      readonly target: number;
      readonly steps: number;
      readonly last: 'fine' | 'young' | 'bad' | 'revert';
    }
  | {
      readonly kind: 'person';
      readonly writer: number;
      readonly target: number;
      readonly word: Word;
      readonly fate: number;
    }
  | { readonly kind: 'nack'; readonly writer: number; readonly fate: number }
  | { readonly kind: 'restart'; readonly writer: number; readonly disk: boolean }
  | { readonly kind: 'time'; readonly minutes: number };

const small = fc.nat({ max: 30 });
const writer = fc.nat({ max: 1 });
const fate = fc.nat({ max: fates.length - 1 });
const change = fc.nat({ max: changes.length - 1 });
const word = fc.constantFrom(...words);
const happening: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 18,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      change,
      draw: fc.tuple(small, small, small),
      flavour: small,
      writer,
      fate,
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('pass' as const), writer, fate }) },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      writer,
      target: small,
      verdict: fc.nat({ max: 12 }),
      fate,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('climb' as const),
      writer,
      target: small,
      steps: fc.nat({ max: 3 }),
      last: fc.constantFrom('fine' as const, 'young' as const, 'bad' as const, 'revert' as const),
    }),
  },
  { weight: 11, arbitrary: fc.record({ kind: fc.constant('person' as const), writer, target: small, word, fate }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('nack' as const), writer, fate }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), writer, disk: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('time' as const), minutes: fc.constantFrom(1, 10, 31, 600, 1500) }),
  },
);

export const history: fc.Arbitrary<readonly Event[]> = fc.array(happening, { minLength: 26, maxLength: 48 });

/** What a history has shown, for the shares that are printed. */
export interface Shown {
  readonly events: number;
  readonly targets: number;
  readonly commits: number;
  readonly seen: ReadonlySet<string>;
}

/** Plays a history and checks every law at every live commit; throws at the first that is broken. */
export function play(events: readonly Event[]): Shown {
  const world = createWorld(checkLaws);
  for (const each of events) happen(world, each);
  checkJoins(world);
  checkDeadlines(world);
  const targets = targetsOf(world.remote.main.intent.mesh).size;
  return { events: events.length, targets, commits: world.commits.length, seen: world.seen };
}

function happen(world: World, each: Event): void {
  switch (each.kind) {
    case 'commit':
      author(world, each);
      return pass(world, writerOf(world, each.writer), fateOf(each.fate));
    case 'pass':
      return pass(world, writerOf(world, each.writer), fateOf(each.fate));
    case 'step': {
      const verdict = (['bad', 'bad', 'bad', 'silent', 'unknown', 'young'] as const)[each.verdict] ?? 'fine';
      return step(world, writerOf(world, each.writer), each.target, verdict, fateOf(each.fate));
    }
    case 'climb':
      for (let count = 0; count <= each.steps; count += 1) {
        step(world, writerOf(world, each.writer), each.target, 'fine', 'pushed');
      }
      if (each.last !== 'revert') return step(world, writerOf(world, each.writer), each.target, each.last, 'pushed');
      revert(world, each.target);
      return pass(world, writerOf(world, each.writer), 'pushed');
    case 'person':
      return speak(world, writerOf(world, each.writer), each.target, each.word, fateOf(each.fate));
    case 'nack':
      return turnDown(world, writerOf(world, each.writer), fateOf(each.fate));
    case 'restart':
      return restart(world, writerOf(world, each.writer), each.disk);
    case 'time':
      world.now += each.minutes * 60_000;
  }
}

function author(world: World, { change, draw, flavour }: Event & { readonly kind: 'commit' }): void {
  const { main, models } = world;
  const inFlight = world.remote.state.targets.map(({ target }) => target);
  // Now and then history is rewritten, a commit doesn't read, or is said to be fast; reverts in a hurry are often broken.
  const kind = flavour >= 5 && flavour <= 7 ? 'revert-rule' : (changes[change] ?? 'comment');
  const next = changed({ model: main.model, past: models, inFlight }, kind, draw);
  const parent = flavour === 0 ? (main.parent ?? main) : main;
  const broken = flavour === 1 || flavour === 5 || flavour === 6;
  commitMain(world, next, { parent, broken, fast: flavour === 3 || flavour === 4 });
}

/** Puts a rule that is on its way back as it was. */
function revert(world: World, draw: number): void {
  const { targets } = world.remote.state;
  const entry = targets[draw % Math.max(1, targets.length)];
  const inFlight = entry === undefined ? [] : [entry.target];
  commitMain(world, changed({ model: world.main.model, past: world.models, inFlight }, 'revert-rule', [0, 0, 0]));
}

function writerOf(world: World, number: number): Writer {
  return number === 0 ? world.writers[0] : world.writers[1];
}

function fateOf(number: number): Fate {
  return fates[number] ?? 'pushed';
}

/** P10: with nothing to be known of it, every walk has ended or is held by its deadline. */
function checkDeadlines(world: World): void {
  const [writer] = world.writers;
  pass(world, writer, 'pushed');
  // While all is frozen deadlines stand still; it is over at last.
  speak(world, writer, 0, 'unfreeze', 'pushed');
  world.now += 31 * 60_000;
  const { targets } = writer.head.state;
  for (const [index] of targets.entries()) step(world, writer, index, 'unknown', 'pushed');
  // A promotion takes an entry away and moves the others up, so look as often as there are entries.
  for (const _ of targets) {
    for (const [index] of writer.head.state.targets.entries()) step(world, writer, index, 'unknown', 'pushed');
  }
  const late = writer.head.state.targets.find((entry) => entry.phase === 'Progressing' || entry.reason === '');
  if (late !== undefined) throw new Error(`P10 is broken: ${late.target} is ${late.phase} after its deadline`);
}
