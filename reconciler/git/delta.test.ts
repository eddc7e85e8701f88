import { expect, test } from 'vitest';

import { applyDelta, deltaResultSize, readVarint } from './delta.ts';

const base = Buffer.from('the quick brown fox');

test('a delta copies from its base and inserts its own', () => {
  // From 19 bytes to 9: copy 4 at 0, insert `slow`, copy 1 at 9.
  const delta = Buffer.from([19, 9, 0x90, 4, 4, ...Buffer.from('slow'), 0x91, 9, 1]);
  expect(deltaResultSize(delta)).toBe(9);
  expect(applyDelta(base, delta).toString()).toBe('the slow ');
});

test('a copy without a size copies 64 KiB', () => {
  const large = Buffer.alloc(0x10000, 'x');
  expect(applyDelta(large, Buffer.from([0x80, 0x80, 4, 0x80, 0x80, 4, 0x80]))).toEqual(large);
});

test.each([
  ['another base', [18, 4, 0x90, 4]],
  ['a copy past the base', [19, 4, 0x91, 18, 4]],
  ['more than it says', [19, 2, 0x90, 4]],
  ['less than it says', [19, 9, 0x90, 4]],
  ['an insert past its end', [19, 9, 9, 1, 2]],
  ['the reserved instruction', [19, 0, 0]],
])('a delta with %s is refused', (_, bytes) => {
  expect(() => applyDelta(base, Buffer.from(bytes))).toThrow(/delta/);
});

test('a number without end is refused', () => {
  expect(() => readVarint(Buffer.alloc(20, 0xff), 0)).toThrow('without end');
});
