import { expect, test } from 'vitest';
import { nextLook } from './poll-grid.ts';

const looked = { dueMs: 10_000, nowMs: 10_050, ageMs: null, news: true, early: 0 };

test('without scrapes looks stay on their grid, and leave out what is past', () => {
  expect(nextLook(1_000, looked)).toEqual({ dueMs: 11_000, early: 0 });
  expect(nextLook(1_000, { ...looked, nowMs: 12_300 })).toEqual({ dueMs: 13_000, early: 0 });
  expect(nextLook(1_000, { ...looked, nowMs: 11_000 }).dueMs).toBe(11_250);
});

test('looks move to right after the scrapes, and stay there', () => {
  let state = { dueMs: 9_000, early: 0 };
  const delays: number[] = [];
  let lastMark = 0;
  for (let i = 0; i < 8; i++) {
    const nowMs = state.dueMs + 20;
    // Scraped each second, 400 ms after the full one; in the database 50 ms later.
    const mark = Math.floor((nowMs - 450) / 1_000) * 1_000 + 400;
    const news = mark > lastMark;
    lastMark = mark;
    if (news) delays.push(nowMs - mark);
    state = nextLook(1_000, { dueMs: state.dueMs, nowMs, ageMs: nowMs - mark, news, early: state.early });
  }
  expect(delays[0]).toBe(620);
  expect(delays.slice(2).every((delay) => delay >= 50 && delay <= 170)).toBe(true);
});

test('news that is late is looked for a few times, not all the time', () => {
  let state = { dueMs: 10_000, early: 0 };
  const dues: number[] = [];
  for (let i = 0; i < 6; i++) {
    state = nextLook(15_000, { ...state, nowMs: state.dueMs, ageMs: 15_100 + i, news: false });
    dues.push(state.dueMs);
  }
  expect(dues.slice(0, 3)).toEqual([10_250, 10_500, 10_750]);
  expect(dues[3]).toBeGreaterThanOrEqual(10_750 + 15_000 / 4);
});
