import { expect, test } from 'vitest';
import { bar, instant, percent, plural, ratioPercent, span } from './quantity.ts';

test.each([
  [0, '0%'],
  [50_000, '5%'],
  [333_333, '33.3333%'],
  [1, '0.0001%'],
  [290_000, '29%'],
  [1_000_000, '100%'],
])('%d parts per million are %s', (share, text) => expect(percent(share)).toBe(text));

test.each([
  [0, 0, '–'],
  [0, 10, '0%'],
  [1, 3, '33.3%'],
  [10, 10, '100%'],
  [1, 100_000, '0.001%'],
])('%d of %d are %s', (part, total, text) => expect(ratioPercent(part, total)).toBe(text));

test.each([
  [0, '░░░░░░░░░░'],
  [1, '█░░░░░░░░░'],
  [500_000, '█████░░░░░'],
  [999_999, '█████████░'],
  [1_000_000, '██████████'],
])('the bar of %d is %s', (share, text) => expect(bar(share, 10)).toBe(text));

test.each([
  [-5, '0ms'],
  [850, '850ms'],
  [12_999, '12s'],
  [190_000, '3m 10s'],
  [180_000, '3m'],
  [7_500_000, '2h 5m'],
  [3_605_000, '1h'],
  [349_200_000, '4d 1h'],
])('%d ms are %s', (ms, text) => expect(span(ms)).toBe(text));

test('a noun agrees with its count', () => {
  expect([plural(0, 'walk'), plural(1, 'walk'), plural(2, 'walk')]).toEqual(['0 walks', '1 walk', '2 walks']);
});

test('an instant is ISO 8601 to the second', () => {
  expect(instant(Date.UTC(2026, 2, 1, 12, 0, 0, 999))).toBe('2026-03-01T12:00:00Z');
});
