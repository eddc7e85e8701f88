import { expect, test } from 'vitest';
import { reasonNames, reasonOf } from './reasons.ts';
import { adviceOf, shellWord } from './remedies.ts';

const about = { target: 'shop/checkout#primary', intent: 'a'.repeat(40), repo: 'mesh.git' };

test.each(reasonNames())('%s is a clause, with commands that can be typed', (name) => {
  const { says, remedies } = reasonOf(name);
  expect(says).toMatch(/^[a-z].*[^.]$/);
  expect(says.length).toBeLessThan(90);
  for (const remedy of remedies) {
    const { what, command } = adviceOf(remedy, about);
    expect(what).toMatch(/^[a-z].*[^.]$/);
    if (command !== null) expect(command).toMatch(/^(sluice|git) [a-z]+/);
  }
});

test('what ends a walk names a way on', () => {
  const ends = ['errors', 'latency', 'slo-breach', 'budget-spent', 'out-of-range', 'deadline', 'paused', 'aborted'];
  expect(ends.filter((name) => reasonOf(name).remedies.length === 0)).toEqual([]);
});

test("a rule of the repository's own is called by its name", () => {
  expect(reasonOf('no-fridays')).toEqual({ says: 'held by the rule no-fridays', remedies: ['findings'] });
});

test.each([
  ['shop/checkout#primary', 'shop/checkout#primary'],
  ['shop/checkout#~1f', 'shop/checkout#~1f'],
  ['#a', "'#a'"],
  ['a b', "'a b'"],
  ['a$(rm -rf /)', "'a$(rm -rf /)'"],
  ["a'; rm -rf /'", `'a'\\''; rm -rf /'\\'''`],
  ['a\nb', "'a\\nb'"],
])('%j in a command is one word of a shell', (text, word) => {
  expect(shellWord(text)).toBe(word);
});
