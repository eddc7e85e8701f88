// Which walks may begin.

import { expect, test } from 'vitest';
import { waitingOf } from './queue.ts';
import type { Queued } from './queue.ts';

function walk(name: string, changes: Partial<Queued> = {}): Queued {
  return { target: name, rollout: `shop/${name}`, dependsOn: [], phase: 'Progressing', s: 0, sinceMs: 0, ...changes };
}

test.each<[string, readonly Queued[], number | null, Record<string, string>]>([
  ['no limit, nothing to wait for', [walk('a'), walk('b')], null, {}],
  ['one place, the earliest has it', [walk('a', { sinceMs: 2 }), walk('b', { sinceMs: 1 })], 1, { a: 'walk-limit' }],
  ['at once: by name', [walk('b'), walk('a')], 1, { b: 'walk-limit' }],
  ['taken by one that has begun', [walk('a', { sinceMs: 1 }), walk('b', { s: 5, sinceMs: 2 })], 1, { a: 'walk-limit' }],
  ['one that has begun never waits', [walk('a', { s: 5 }), walk('b', { s: 5 })], 1, {}],
  ['a rejected walk takes no place', [walk('a', { phase: 'Rejected' }), walk('b', { sinceMs: 1 })], 1, {}],
  ['a held one neither', [walk('a', { phase: 'Held' }), walk('b', { sinceMs: 1 })], 1, {}],
  [
    'it depends on one that is under way',
    [walk('a', { dependsOn: ['shop/b'] }), walk('b', { s: 5 })],
    null,
    { a: 'depends-on' },
  ],
  [
    'it depends on one that was rejected',
    [walk('a', { dependsOn: ['shop/b'] }), walk('b', { phase: 'Rejected' })],
    null,
    { a: 'depends-on' },
  ],
  ['what it depends on is settled', [walk('a', { dependsOn: ['shop/b'] }), walk('c')], null, {}],
  [
    'one that waits for others takes no place',
    [walk('a', { dependsOn: ['shop/b'] }), walk('b', { sinceMs: 1 })],
    1,
    { a: 'depends-on' },
  ],
  ['on itself', [walk('a', { dependsOn: ['shop/a'] })], 1, {}],
  ['no places', [walk('a')], 0, { a: 'walk-limit' }],
])('%s', (_, walks, limit, waiting) => {
  expect(Object.fromEntries(waitingOf(walks, limit))).toEqual(waiting);
});
