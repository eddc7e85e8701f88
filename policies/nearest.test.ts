import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const known = ['timeout', 'retries', 'match', 'route', 'redirect', 'name', 'hosts'];

test.each([
  ['timeoutt', 'timeout'],
  ['tiemout', 'timeout'],
  ['Timeout', 'timeout'],
  ['mtch', 'match'],
  ['rout', 'route'],
  ['replica', null],
  ['x', null],
  ['', null],
])('%s means %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('of two that are as near it is neither', () => {
  expect(nearest('host', ['hosta', 'hostb'])).toBeNull();
});
