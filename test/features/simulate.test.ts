// `sluice simulate` as people run it: a file with a Rollout, and figures of many releases.

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulate } from '../../reconciler/commands/simulate.ts';
import { UsageError } from '../../reconciler/commands/command.ts';
import type { Summary } from '../../reconciler/simulate/summary.ts';
import { temporaryFolder } from '../support/git-repository.ts';

let folder: { readonly path: string; readonly remove: () => Promise<void> };

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

async function summaryOf(manifests: string, flags: Readonly<Record<string, string | readonly string[]>>) {
  const rollout = join(folder.path, 'rollout.yaml');
  await writeFile(rollout, manifests);
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: folder.path, env: {} };
  const call = { words: [], flags: { json: true, rollout, ...flags }, io, signal: new AbortController().signal };
  expect(await simulate.run(call)).toBe(0);
  // The document is this command's own, and what is missing in it fails what is expected of it.
  return JSON.parse(told) as Summary;
}

/** The page that says which fields a Rollout has, with examples that must work. */
const page = readFileSync(resolve(import.meta.dirname, '../../policies/sluice/README.md'), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);

function example(sign: string): string {
  const block = blocks.find((text) => text.includes(sign));
  if (block === undefined) throw new Error(`the page has no example with ${sign}`);
  return block;
}

/** It needn't bake for long here. */
const asked = example('sli: prometheus').replace('bake: 10m', 'bake: 10s');
const slo = example('kind: SLO');

test('the page’s Rollout, which asks sources and names an SLO, arrives when it is good and comes back when it is bad', async () => {
  const flags = { rps: '1000', runs: '4', seed: '1' };
  const good = await summaryOf(`${asked}---\n${slo}`, { ...flags, bad: ['0.1%'] });
  expect(good).toMatchObject({ promoted: 1, runs: 4 });
  const bad = await summaryOf(`${asked}---\n${slo}`, { ...flags, bad: ['50%'], 'stable-bad': ['0.1%'] });
  expect(bad).toMatchObject({ rolledBack: 1 });
});

/** Fine by its errors, and spends the budget of a day all the same: a thousandth of it is some nine slow answers at 100/s. */
const spender = `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: { name: checkout, namespace: shop }
spec:
  target: { kind: VirtualService, name: checkout }
  steps: [{ weight: 5%, hold: 30s }, { weight: 50%, hold: 30s }, { weight: 100% }]
  evidence: [{ sli: errors, max: 10% }]
  budget: { slo: checkout, share: 0.1% }
---
apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: { name: checkout, namespace: shop }
spec: { service: checkout, objective: 99.9, window: 1d, sli: { latency: { threshold: 300ms } } }
`;

test('a canary that spends its share of an error budget is rolled back, after a restart too', async () => {
  const flags = { rps: '100', runs: '20', bad: ['1%', 'slo:shop/checkout=4%'] };
  const budget = await summaryOf(spender, flags);
  expect(budget).toMatchObject({ rolledBack: 1, reasons: { 'rolledBack:budget-spent': 20 } });
  const forgetful = await summaryOf(spender, { ...flags, for: '2m', burst: ['restart:6'] });
  expect(forgetful.reasons['rolledBack:budget-spent']).toBeGreaterThan(10);
  expect(await summaryOf(spender, { ...flags, bad: ['1%', 'slo:shop/checkout=0.1%'] })).toMatchObject({ promoted: 1 });
  // Ten times the traffic has ten times the budget, and spends it as fast.
  const busy = await summaryOf(spender, { ...flags, rps: '1000' });
  expect(busy.requests?.p50).toBeGreaterThan(5 * (budget.requests?.p50 ?? Infinity));
  expect(busy.seconds?.p50).toBeLessThan(1.5 * (budget.seconds?.p50 ?? 0));
});

test('a walk that waits for others is simulated by itself, and an SLO that is missing is named', async () => {
  const waiting = `${example('metadata: { name: checkout, namespace: shop }')}  dependsOn: [cart]\n`;
  expect(await summaryOf(waiting, { rps: '1000', runs: '5', bad: ['0.1%'] })).toMatchObject({ promoted: 1 });
  const missing = summaryOf(asked, { rps: '1000', runs: '5', bad: ['0.1%'] });
  await expect(missing).rejects.toThrow(UsageError);
  await expect(missing).rejects.toThrow(/There is no SLO shop\/checkout/);
});
