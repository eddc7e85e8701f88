/** What histories once found, as small as they came, each by its name. */

import { expect, test } from 'vitest';
import type { Event } from './reconcile-events.ts';
import { play } from './reconcile-history.ts';

const walk: Event = { kind: 'walk', draw: [6, 1, 0], slot: 0, skip: 0, fate: null, losesDisk: false, seconds: 0 };
const time = (seconds: number): Event => ({ kind: 'time', seconds, turns: 1_000, order: 0 });

test.each([false, true])('a word on top of what nobody takes is no reason to keep it; crash: %s', async (crashes) => {
  const poison: Event = { kind: 'poison', draw: [0, 0, 19], slot: 0, seconds: 2, word: 'pause', crashes };
  const shown = await play({ writers: 1, events: [walk, time(3), poison] });
  expect(shown.seen).toContain('pause');
  expect(shown.seen).toContain('refuse');
  expect(shown.seen).not.toContain('poison stays');
});

test('no intent goes on top of one that proxies are turning down, or nobody could go back behind both', async () => {
  const mute: Event = { kind: 'habit', slot: 0, proxy: 'edge-1', habit: 'mute' };
  const poison: Event = { kind: 'commit', change: 19, draw: [0, 0, 0], flavour: 7 };
  const comment: Event = { kind: 'commit', change: 19, draw: [0, 1, 0], flavour: 40 };
  // While a walk is under way the remote is asked each second, within the time that proxies have to answer.
  const events = [walk, time(3), mute, poison, time(1), comment, time(9)];
  const shown = await play({ writers: 1, events });
  expect(shown.seen).toContain('refuse');
  expect(shown.seen).not.toContain('poison stays');
});

test('a walk whose Rollout is gone keeps the place that it takes', async () => {
  const events: readonly Event[] = [
    { ...walk, draw: [12, 0, 0] },
    time(1),
    { kind: 'spoil', slot: 0, target: 0, call: 'ancestry', fate: null, losesDisk: false, seconds: 1, order: 0 },
    { kind: 'fault', slot: 0, call: 'list', skip: 0, fate: 'slow', losesDisk: false },
    time(1),
    time(1),
    { kind: 'spoil', slot: 0, target: 0, call: 'ancestry', fate: null, losesDisk: false, seconds: 1, order: 0 },
    time(1),
    { kind: 'commit', change: 6, draw: [0, 0, 0], flavour: 15 },
    time(1),
    { kind: 'truth', letter: 'a', isBad: false },
    time(1),
    { ...walk, draw: [7, 0, 0] },
    { kind: 'commit', change: 0, draw: [0, 0, 0], flavour: 0 },
    time(1),
    { kind: 'spoil', slot: 0, target: 0, call: 'ancestry', fate: null, losesDisk: false, seconds: 1, order: 0 },
    time(1),
    { kind: 'fault', slot: 0, call: 'list', skip: 0, fate: 'slow', losesDisk: false },
    { kind: 'truth', letter: 'a', isBad: false },
    { ...walk, draw: [11, 1, 0] },
    time(1),
  ];
  const shown = await play({ writers: 1, events: [...events] });
  expect(shown.seen).toContain('walk-limit');
});
