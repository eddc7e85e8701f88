import { expect, test } from 'vitest';
import { readPackages } from './own.ts';

test('a file that opa gives no tree of is not taken: nobody has seen what it calls itself', () => {
  const answer = JSON.stringify({ result: [{ expressions: [{ value: [] }] }] });
  expect(readPackages(answer, 1)).toMatchObject({ ok: false, reason: expect.stringContaining('read all of these') });
});
