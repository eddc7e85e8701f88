import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inflateExactly } from './loose-object.ts';

test('small objects that are kept hold little more than themselves', () => {
  const bytes = (i: number): Buffer => Buffer.from(`object ${i} `.padEnd(1_000, 'x'));
  const deflated = Array.from({ length: 1_000 }, (_, i) => deflateSync(bytes(i)));
  const kept = deflated.map((each) => inflateExactly(each, 1_000, 'of the test'));
  expect(kept.map((each, i) => each.equals(bytes(i)))).not.toContain(false);
  const held = [...new Set(kept.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(held).toBeLessThan(2_000_000);
});

test.each([0, 1, 63, 64, 65, 16_384, (1 << 20) - 1, 1 << 20, (1 << 20) + 1])(
  '%i bytes come out as they were',
  (length) => {
    const bytes = Buffer.alloc(length, 'abc');
    expect(inflateExactly(deflateSync(bytes), length, 'x').equals(bytes)).toBe(true);
    expect(() => inflateExactly(deflateSync(bytes), length + 1, 'x')).toThrow('is not as long as it says');
    if (length > 0)
      expect(() => inflateExactly(deflateSync(bytes), length - 1, 'x')).toThrow(/is damaged|is not as long/);
  },
);
