import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedOfRun } from '../../test/support/properties.ts';
import { asksForFast, trailersOf } from './trailer-block.ts';

test.each([
  ['as the last paragraph', 'Move\n\nWhy.\n\nSluice-Fast: true\n', true],
  ['without a body', 'Move\n\nSluice-Fast: true', true],
  ['beside other trailers', 'Move\n\nReviewed-by: Ana\nSluice-Fast: true\nRefs: 7\n', true],
  ['with the ends of lines of another system', 'Move\r\n\r\nSluice-Fast: true\r\n', true],
  ['written small', 'Move\n\nsluice-fast: true\n', true],
  [
    'in prose',
    'Move\n\nWho is in a hurry may write\nSluice-Fast: true\nas the last line.\n\nReviewed-by: Ana\n',
    false,
  ],
  ['in the middle of the last paragraph', 'Move\n\nWho is in a hurry may write\nSluice-Fast: true\n', false],
  ['in a paragraph before the last', 'Move\n\nSluice-Fast: true\n\nReviewed-by: Ana\n', false],
  ['in a quoted paragraph', 'Move\n\n  Sluice-Fast: true\n', false],
  ['as the subject', 'Sluice-Fast: true\n', false],
  ['in the subject', 'Move\nSluice-Fast: true\n', false],
  ['as a comment', 'Move\n\n#Sluice-Fast: true\n', false],
  ['on a line that continues another', 'Move\n\nNote: one may write\n Sluice-Fast: true\n', false],
  ['with another value', 'Move\n\nSluice-Fast: true enough\n', false],
  ['with no', 'Move\n\nSluice-Fast: false\n', false],
])('Sluice-Fast %s', (_, message, fast) => {
  expect(asksForFast(message)).toBe(fast);
});

// Nobody's own settings.
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

test('git reads the same trailers', () => {
  const line = fc.constantFrom(
    '',
    '',
    'Sluice-Fast: true',
    'Reviewed-by : Ana',
    'Signed-off-by: Bo <b@c>',
    'prose',
    'a b: c',
    ' more',
    '\tmore',
    '(cherry picked from commit 1)',
    '# comment',
    'Conflicts:',
    '---',
    'no-value:',
    ':',
    ' ',
    'prose\r',
    '\r',
    'Ref:7\r',
  );
  const message = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);
  fc.assert(
    fc.property(message, (text) => {
      const expected = execFileSync('git', ['interpret-trailers', '--parse', '--no-divider'], { input: text, env });
      const said = trailersOf(text).map(({ name, value }) => `${name}: ${value}\n`);
      expect(said.join('')).toBe(expected.toString().replace(/^\(cherry.*\n|\r(?= )/gm, ''));
    }),
    { seed: seedOfRun(), numRuns: 150 },
  );
});
