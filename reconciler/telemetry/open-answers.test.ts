// Which answers are surely slow, where Envoy only says how many began, and how long those took that ended.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyThresholdsMs } from '../../policies/evidence.ts';
import { OpenAnswers } from './open-answers.ts';

const flushMs = 250;

interface Answer {
  readonly beganMs: number;
  /** From its headers on; Infinity: it never ends. */
  readonly tookMs: number;
}

/** Plays answers through flushes, and says after each what is surely slow and what was. */
function play(answers: readonly Answer[], untilMs: number, thresholdMs: number): { sure: number; real: number }[] {
  const open = new OpenAnswers();
  const looks: { sure: number; real: number }[] = [];
  for (let toMs = flushMs; toMs <= untilMs; toMs += flushMs) {
    const fromMs = toMs - flushMs;
    const within = (ms: number): boolean => ms > fromMs && ms <= toMs;
    const ended = Array.from({ length: latencyThresholdsMs.length + 1 }, () => 0);
    for (const { beganMs, tookMs } of answers) {
      if (!within(beganMs + tookMs)) continue;
      const index = latencyThresholdsMs.findIndex((threshold) => tookMs < threshold);
      const at = index < 0 ? latencyThresholdsMs.length : index;
      ended[at] = (ended[at] ?? 0) + 1;
    }
    open.advance(answers.filter(({ beganMs }) => within(beganMs)).length, ended, fromMs, toMs);
    const isSlow = ({ beganMs, tookMs }: Answer): boolean => beganMs + tookMs > toMs && toMs - beganMs > thresholdMs;
    looks.push({ sure: open.slowerThan(thresholdMs, toMs), real: answers.filter(isSlow).length });
  }
  return looks;
}

test('an answer that never ends is slow once it has been open for longer than the threshold', () => {
  const looks = play([{ beganMs: 100, tookMs: Infinity }], 1_500, 300);
  expect(looks.map(({ sure }) => sure)).toEqual([0, 0, 1, 1, 1, 1]);
});

test('a body on its way is slow for a threshold that it is longer than, and for no other', () => {
  const stream = { beganMs: 100, tookMs: 3_000 };
  expect(Math.max(...play([stream], 5_000, 300).map(({ sure }) => sure))).toBe(1);
  expect(play([stream], 5_000, 300).at(-1)).toEqual({ sure: 0, real: 0 });
  expect(play([stream], 5_000, 5_000).every(({ sure }) => sure === 0)).toBe(true);
});

test('those that never end come out from under steady traffic, but for one flush of it', () => {
  const steady = Array.from({ length: 1_000 }, (_, i) => ({ beganMs: i * 10 + 1, tookMs: i % 5 === 0 ? Infinity : 3 }));
  for (const { sure, real } of play(steady, 10_000, 300)) {
    expect(sure).toBeLessThanOrEqual(real);
    expect(sure).toBeGreaterThanOrEqual(real - flushMs / 10 - 10);
  }
});

test('never more are said to be slow than are, whatever comes', () => {
  const answer = fc.record({
    beganMs: fc.integer({ min: 1, max: 6_000 }),
    tookMs: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 12_000 }), fc.constant(Infinity)),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 60 }), fc.constantFrom(5, 100, 300, 1_000, 10_000), (answers, ms) => {
      const looks = play(answers, 22_000, ms);
      for (const { sure, real } of looks) expect(sure).toBeLessThanOrEqual(real);
      // Once all has ended that ever does, nothing hides behind anything.
      expect(looks.at(-1)?.sure).toBe(looks.at(-1)?.real);
    }),
    { numRuns: 300, seed: 4 },
  );
});
