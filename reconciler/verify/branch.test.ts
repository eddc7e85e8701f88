// Authored branches with every kind of step: sound ones hold, and whatever is edited in one is named at its commit. The
// long form is in test/bars/verify.test.ts.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { authorBranch } from '../../test/support/branch-author.ts';
import { type BranchKey, branchKey } from '../../test/support/branch-key.ts';
import { editSeries } from '../../test/support/edit-series.ts';
import { temporaryFolder } from '../../test/support/git-repository.ts';

let key: BranchKey;
let remove = async (): Promise<void> => undefined;

beforeAll(async () => {
  const folder = await temporaryFolder();
  remove = folder.remove;
  key = await branchKey(folder.path);
});
afterAll(() => remove());

test('a branch that was made by the rules holds, and an edit of it is named, but for what only a signature tells', async () => {
  const { sound, missed, tallies } = await editSeries(await authorBranch(300, 1), 120, 7, []);
  expect(sound).toBe(0);
  expect(missed).toEqual([]);
  expect([...tallies.keys()]).toEqual(expect.arrayContaining(['trailer', 'tree', 'parent', 'order', 'time']));
});

test('on a signed branch every edit is named', async () => {
  const { sound, missed, tallies } = await editSeries(await authorBranch(300, 2, key.sign), 120, 8, key.trusted);
  expect(sound).toBe(0);
  expect(missed).toEqual([]);
  expect(tallies.get('trailer (signature)')?.made).toBeGreaterThan(0);
});
