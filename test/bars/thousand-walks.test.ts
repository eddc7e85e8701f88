import { expect, test } from 'vitest';
import { watchThousand } from './thousand-walks.ts';

test('1,000 live walks in one process: no tick late, under a core, under 300 MB, and it does not grow', async () => {
  const figures = await watchThousand(Number(process.env['WALKS_MINUTES'] ?? 60));
  console.log(`walks: ${JSON.stringify(figures)}`);
  expect(figures.walking).toBe(1_000);
  expect(figures.lateTicks - figures.lateTicksInStalls).toBe(0);
  expect(figures.cpuShare).toBeLessThan(1);
  expect(figures.mostResidentMb).toBeLessThan(300);
  expect(figures.growthMbAMinute).toBeLessThan(1);
  expect(figures.residentGrowthMbAMinute).toBeLessThan(1);
});
