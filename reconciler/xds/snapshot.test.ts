import { expect, test } from 'vitest';
import { readLowerings, writeVersion } from './snapshot.ts';

test('lowerings survive the way through a version, whatever their names hold', () => {
  const lowerings = new Map([
    ['VirtualService/shop/checkout#primary', '0123456789abcdef0123456789abcdef01234567:2'],
    ['VirtualService/shop/checkout#a!b@c %ü', 'f00:1'],
  ]);
  const version = writeVersion('00ff', lowerings);
  expect(version.startsWith('00ff!')).toBe(true);
  expect(version).toMatch(/^[\x21-\x7e]+$/);
  expect(readLowerings(version)).toEqual(lowerings);
});

test('the order in which lowerings come does not show', () => {
  const a: [string, string] = ['T/a', '1:1'];
  const b: [string, string] = ['T/b', '2:1'];
  expect(writeVersion('d', new Map([a, b]))).toBe(writeVersion('d', new Map([b, a])));
});

test('a version without lowerings is the hash alone, and a foreign one holds none', () => {
  expect(writeVersion('00ff', new Map())).toBe('00ff');
  expect(readLowerings('v1').size).toBe(0);
  expect(readLowerings('v1!!@').size).toBe(0);
});
