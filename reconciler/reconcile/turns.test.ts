import { expect, test } from 'vitest';
import type { Reading, Sample, Side } from '../rollout/sample.ts';
import { nothingTold, openTurns, takeTurns, tellWalks, type Told } from './turns.ts';

function sample(target: string, side: Side, bad: number): Sample {
  return {
    source: 'otlp',
    proxy: 'edge',
    target,
    sli: 'errors',
    side,
    fromMs: 0,
    toMs: 250,
    good: 10 - bad,
    total: 10,
  };
}

function told(...samples: readonly Sample[]): Told {
  const turns = openTurns();
  tellWalks(turns, [{ kind: 'samples', samples }]);
  return turns.untold.get('a') ?? nothingTold;
}

const healthy = told(sample('a', 'canary', 0), sample('a', 'stable', 3));
const failing = told(sample('a', 'stable', 0), sample('a', 'canary', 1));

test('a few walks are looked at with all that is told of them, and four times a second without', () => {
  const turns = openTurns();
  takeTurns(turns, 4, 0);
  const hasTurn = takeTurns(turns, 4, 62.5);
  expect([0, 1, 2, 3].map((place) => hasTurn(place, healthy))).toEqual([true, true, true, true]);
  expect([0, 1, 2, 3].map((place) => hasTurn(place, nothingTold))).toEqual([true, false, false, false]);
});

test('each of a thousand walks has its turn within a second, however the looks fall', () => {
  const turns = openTurns();
  takeTurns(turns, 1_000, 0);
  const seen = new Set<number>();
  for (const nowMs of [50, 120, 121, 400, 460, 900, 1_000]) {
    const hasTurn = takeTurns(turns, 1_000, nowMs);
    const looked = Array.from({ length: 1_000 }, (_, place) => place).filter((place) => hasTurn(place, healthy));
    expect(looked.length).toBeLessThan(450);
    for (const place of looked) seen.add(place);
  }
  expect(seen.size).toBe(1_000);
});

test('after a stall all have their turn, and walks that are gone leave no gap', () => {
  const turns = openTurns();
  takeTurns(turns, 1_000, 0);
  takeTurns(turns, 1_000, 700);
  expect(takeTurns(turns, 150, 5_000)(149, nothingTold)).toBe(true);
  expect(takeTurns(turns, 0, 5_050)(0, nothingTold)).toBe(false);
});

test.each<[string, Told, boolean]>([
  ['goes well', healthy, false],
  ['has a failure', failing, true],
  ['has a source in trouble', troubled('source-nan'), true],
  ['has more told of it than may wait', told(...Array.from({ length: 65 }, () => sample('a', 'canary', 0))), true],
])('of many walks one that %s: it must not wait: %s', (_, what, must) => {
  const turns = openTurns();
  takeTurns(turns, 1_000, 0);
  expect(takeTurns(turns, 1_000, 50)(999, what)).toBe(must);
});

function troubled(name: 'source-nan'): Told {
  const turns = openTurns();
  const about = { target: 'a', sli: 'errors', name };
  const readings: readonly Reading[] = [{ kind: 'error', proxy: 'edge', reason: 'not a number', about }];
  tellWalks(turns, readings);
  return turns.untold.get('a') ?? nothingTold;
}
