/** What can happen in a history of reconcilers, and how often. */

import fc from 'fast-check';
import { letters } from '../support/mesh-repository.ts';
import { calls, fates } from '../support/world-faults.ts';
import { worldWords } from '../support/world-person.ts';
import { proxyNames } from '../support/world-slot.ts';
import { changes } from './live-author.ts';

const small = fc.nat({ max: 30 });
const slot = fc.nat({ max: 1 });
const kind = <K extends string>(name: K) => fc.constant(name);

/** Calls where more hangs on what happens than elsewhere come more often. */
const faultyCalls = [...calls, 'pushLive', 'pushLive', 'pending.write', 'writeLocalLive', 'list', 'judge'] as const;
/** What a lowering goes through on its way to the remote. */
const loweringCalls = [
  'ancestry',
  'pending.write',
  'pending.write',
  'writeTree',
  'writeCommit',
  'writeLocalLive',
  'pushLive',
  'list',
  'fetch',
] as const;
/** Fates that end nothing come more often. */
const faultyFates = [...fates, 'slow', 'late', 'lost', 'lost-done', 'crash-before', 'crash-after'] as const;

const happening = fc.oneof(
  {
    weight: 16,
    arbitrary: fc.record({
      kind: kind('time'),
      seconds: fc.integer({ min: 1, max: 12 }),
      turns: fc.oneof({ weight: 3, arbitrary: fc.constant(1_000) }, { weight: 1, arbitrary: fc.nat({ max: 40 }) }),
      order: small,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: kind('turns'), turns: fc.nat({ max: 30 }), order: small }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: kind('walk'),
      draw: fc.tuple(small, small, small),
      slot,
      skip: fc.nat({ max: 3 }),
      fate: fc.constantFrom(null, null, null, ...faultyFates),
      losesDisk: fc.boolean(),
      seconds: fc.integer({ min: 0, max: 12 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: kind('commit'),
      change: fc.nat({ max: changes.length - 1 }),
      draw: fc.tuple(small, small, small),
      flavour: fc.nat({ max: 40 }),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('spoil'),
      slot,
      target: small,
      call: fc.constantFrom(...loweringCalls),
      fate: fc.constantFrom(null, ...faultyFates),
      losesDisk: fc.boolean(),
      seconds: fc.integer({ min: 1, max: 6 }),
      order: small,
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kind('fault'),
      slot,
      call: fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...faultyCalls) },
        { weight: 1, arbitrary: fc.constant(null) },
      ),
      skip: fc.constantFrom(0, 0, 0, 1, 2),
      fate: fc.constantFrom(...faultyFates),
      losesDisk: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('crash'), slot, losesDisk: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('network'), isUp: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('truth'), letter: fc.constantFrom(...letters), isBad: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('habit'),
      slot,
      proxy: fc.constantFrom(...proxyNames),
      habit: fc.constantFrom('ack' as const, 'mute' as const, 'picky' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind('poison'),
      draw: fc.tuple(small, small, small),
      /** The slot whose proxies say nothing to it for so long. */
      slot,
      seconds: fc.integer({ min: 0, max: 4 }),
      word: fc.constantFrom(null, ...worldWords),
      crashes: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('traffic'), flows: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: kind('person'), word: fc.constantFrom(...worldWords), target: small }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kind('vandal'), does: fc.constantFrom('damage' as const, 'delete' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('wait'), minutes: fc.constantFrom(1, 31, 1500) }) },
);
/** One thing that happens. */
export type Event = typeof happening extends fc.Arbitrary<infer T> ? T : never;

export interface History {
  readonly writers: number;
  readonly events: readonly Event[];
}

export const history: fc.Arbitrary<History> = fc.record({
  writers: fc.constantFrom(1, 2, 2),
  events: fc.array(happening, { minLength: 20, maxLength: 40 }),
});
