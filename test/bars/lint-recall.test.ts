import { expect, test } from 'vitest';
import { measureRecall } from './lint-recall.ts';

/** The last one is not to be looked at while rules are made. */
test.each([
  [1_000, 20_000],
  [200, 77_000],
])('of %i planted faults from seed %i at least 95 of 100 are found where they are', async (count, seed) => {
  const { all, kinds, falseFindings } = await measureRecall(seed, count);
  for (const [name, { planted, byRule, atRange }] of kinds) {
    console.log(`recall: ${name}: ${atRange} of ${planted} in place, ${byRule} by rule`);
  }
  console.log(`recall: ${JSON.stringify({ seed, ...all })}`);
  console.log(`recall: said of correct repositories: ${JSON.stringify(Object.fromEntries(falseFindings))}`);
  expect(all.atRange / all.planted).toBeGreaterThanOrEqual(0.95);
  const falsely = [...falseFindings.values()].reduce((sum, each) => sum + each, 0);
  expect(falsely / all.planted).toBeLessThanOrEqual(0.01);
});
