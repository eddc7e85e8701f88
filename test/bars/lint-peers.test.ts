import { expect, test } from 'vitest';
import { conftest } from '../bench/conftest.ts';
import { istioctl } from '../bench/istioctl.ts';
import { mutations } from '../corpus/corpus.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { openLintJudge } from '../support/lint-judge.ts';
import { outcomesOf, type Outcome } from './lint-peers.ts';
import { falselyOf, missedBy, tableOf, tallyOf } from './lint-peers-table.ts';
import { conftestTool } from './lint-peers-conftest.ts';
import { istioctlTool, sluiceTool } from './lint-peers-tools.ts';

const [seed, count] = [20_000, 1_000];

/** A little below what each finds: less would be the fault of how it is asked. */
const least: ReadonlyMap<string, number> = new Map([
  ['Sluice', 0.95],
  ['conftest', 0.7],
  ['istioctl', 0.25],
]);

test('of 1,000 planted faults Sluice finds 95 of 100 where they are, and each that a peer finds', async () => {
  const outcomes = await measured();
  const names = [...least.keys()].filter((name) => outcomes.some(({ seen }) => seen.has(name)));
  console.log(`peers: ${count} planted faults of seed ${seed}: found (of those where they are; conftest has no lines)`);
  for (const row of tableOf(outcomes, names)) console.log(row);
  for (const name of names) console.log(`peers: ${name} of correct repositories:`, falselyOf(outcomes, name));

  expect(tallyOf(outcomes, 'Sluice').placed / count).toBeGreaterThanOrEqual(0.95);
  for (const name of names) {
    expect(tallyOf(outcomes, name).found / count, name).toBeGreaterThanOrEqual(least.get(name) ?? 1);
    // Peers as well: else the corpus is at fault, or how they are asked.
    expect(falselyOf(outcomes, name).length / count, name).toBeLessThanOrEqual(0.01);
  }
  expect(missedBy(outcomes, 'Sluice')).toEqual([]);
});

async function measured(): Promise<readonly Outcome[]> {
  const [conftestPath, istioctlPath] = [await conftest(), await istioctl()];
  const { path, remove } = await temporaryFolder();
  const judge = await openLintJudge();
  try {
    const tools = [
      sluiceTool(judge),
      ...(conftestPath === null ? [] : [await conftestTool(conftestPath, path)]),
      ...(istioctlPath === null ? [] : [istioctlTool(istioctlPath)]),
    ];
    return await outcomesOf(tools, mutations(seed, count), path);
  } finally {
    await judge.close();
    await remove();
  }
}
