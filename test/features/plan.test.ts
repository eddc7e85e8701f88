// What `sluice plan` says of the walks that a change of a real repository would start.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { UsageError } from '../../reconciler/commands/command.ts';
import { plan } from '../../reconciler/commands/plan.ts';
import type { PlannedForecast } from '../../reconciler/render/plan-forecast.ts';
import { TestGit, temporaryFolder } from '../support/git-repository.ts';
import { primary, shopFiles, type ShopOptions } from '../support/shop.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };
let git: TestGit;

beforeEach(async () => {
  folder = await temporaryFolder();
  git = await TestGit.init(folder.path);
});
afterEach(() => folder.remove());

/** Of a change of the weights; what it prints. */
async function planOf(
  flags: Readonly<Record<string, string | true | readonly string[]>> = {},
  { from = [100, 0], to = [0, 100], rollout }: { from?: number[]; to?: number[]; rollout?: string } = {},
): Promise<string> {
  const walk: Pick<ShopOptions, 'rollout'> = rollout === undefined ? {} : { rollout };
  const base = await git.commit(shopFiles({ weights: from, ...walk }));
  const head = await git.commit(shopFiles({ weights: to, ...walk }), { parents: [base] });
  let told = '';
  const env = { XDG_CACHE_HOME: folder.path };
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: folder.path, env };
  const call = { words: [], flags: { base, head, ...flags }, io, signal: new AbortController().signal };
  expect(await plan.run(call)).toBe(0);
  return told;
}

async function forecastsOf(...args: Parameters<typeof planOf>): Promise<readonly PlannedForecast[]> {
  // The document is this command's own, and what is missing in it fails what is expected of it.
  const document = JSON.parse(await planOf({ ...args[0], json: true }, args[1])) as {
    readonly walks: readonly { readonly target: string; readonly forecasts: readonly PlannedForecast[] }[];
  };
  expect(document.walks.map(({ target }) => target)).toEqual([primary]);
  return document.walks.flatMap(({ forecasts }) => forecasts);
}

test('a walk is forecast for some rates where nobody says how much traffic there is', async () => {
  const some = await forecastsOf();
  expect(some.map(({ rps }) => rps)).toEqual([10, 100, 1_000]);
});

test('a walk is forecast for the rates that are given, always alike', async () => {
  const given = await forecastsOf({ rps: ['1000', '500', 'shop/other=5'] });
  expect(given.map(({ rps }) => rps)).toEqual([500, 1_000]);
  // One seed.
  expect(await forecastsOf({ rps: ['1000'] })).toEqual(given.slice(1));
  const own = await forecastsOf({ rps: ['200', 'shop/checkout#primary=800'] });
  expect(own.map(({ rps }) => rps)).toEqual([800]);
});

test('more traffic is sooner there, sees smaller regressions, and takes a broken canary back sooner', async () => {
  const [slow, fast] = await forecastsOf({ rps: ['100', '5000'] });
  expect(slow?.seconds.p50).toBeGreaterThan(fast?.seconds.p99 ?? Infinity);
  expect(slow?.smallest).toBeGreaterThan(fast?.smallest ?? Infinity);
  expect(slow?.broken?.seconds.p50).toBeGreaterThan(fast?.broken?.seconds.p99 ?? Infinity);
  expect(fast?.requests.p50).toBeGreaterThan(slow?.requests.p99 ?? Infinity);
  expect(fast?.broken?.failures.p50).toBeLessThan(0.7 * (fast?.broken?.requests.p50 ?? 0));
  expect(fast?.broken?.requests.p99).toBeLessThan(fast?.requests.p50 ?? 0);
  expect(fast?.seconds.p99).toBeGreaterThanOrEqual(fast?.seconds.p50 ?? Infinity);
});

test('it says so where the deadline comes first, and that a worse everyday needs longer', async () => {
  const [rare] = await forecastsOf({ rps: ['0.5'] });
  expect(rare).toMatchObject({ seconds: { p50: null, p99: null }, stuckAt: 50_000, steps: [] });
  const [calm] = await forecastsOf({ rps: ['2000'], usual: '0.1%' });
  const [rough] = await forecastsOf({ rps: ['2000'], usual: '0.5%' });
  expect(rough?.seconds.p50).toBeGreaterThan(calm?.seconds.p50 ?? Infinity);
});

test('only the steps that the walk takes are forecast', async () => {
  const [part] = await forecastsOf({ rps: ['1000'] }, { from: [90, 10], to: [40, 60] });
  expect(part?.steps.map(({ weight }) => weight)).toEqual([500_000, 600_000]);
  const [baked] = await forecastsOf(
    { rps: ['1000'] },
    { rollout: '  steps: [{weight: 5%, hold: 2s}, {weight: 100%, hold: 20m}]\n' },
  );
  expect(baked?.seconds.p50).toBeGreaterThan(1_200);
  expect(baked?.requests.p99).toBeLessThan(5_000);
});

test('people get a table, and how to read it', async () => {
  const told = await planOf({ rps: ['0.5', '1000'] });
  const lines = told.slice(told.indexOf('    forecast\n')).split('\n');
  expect(lines[1]).toMatch(
    /^ +requests\/s +promoted after +canary answers +smallest seen +broken: back after +canary answers +failed$/,
  );
  expect(lines[2]).toMatch(/^ +0\.5 +never: stays at 5% +\d+ +\S+ /);
  expect(lines[3]).toMatch(
    /^ +1,000 +\d+\S+( \d+s)? \(.+\) +[\d,]+ \([\d,]+\) +[\d.]+% +[\d.]+s \([\d.]+s\) +\d+ \(\d+\) +\d+ \(\d+\)$/,
  );
  expect(told).toContain('where 0.1% of all answers are bad anyway');
  expect(told).toContain("50% of the canary's answers are bad");
});

test('what is no rate and no share is refused', async () => {
  for (const rps of ['0', '-1', 'many', 'shop/checkout=', '']) {
    await expect(planOf({ rps: [rps] }), rps).rejects.toThrow(UsageError);
  }
  await expect(planOf({ usual: 'some' })).rejects.toThrow(/a share is written like 0\.1%/);
});
