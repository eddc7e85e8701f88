// What a walk may spend of an SLO's error budget, and what the service has spent of it: both outlive every process.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { retryCommand } from '../../reconciler/commands/retry.ts';
import { verify } from '../../reconciler/commands/verify.ts';
import type { Command } from '../../reconciler/commands/command.ts';
import { statusOf } from '../../reconciler/reconcile/status.ts';
import { Scene } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const walk = 'shop/checkout#primary';
/** At 1,600 requests a second a day has 138 million, of which 138 thousand may fail: a walk may spend 138 of them. */
const slo = `apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: {name: checkout, namespace: shop}
spec: {service: checkout, objective: 99.9, window: 1d}
`;
const rollout = `  steps: [{weight: 5%, hold: 20m}, {weight: 90%, hold: 2s}]
  evidence: [{sli: errors, max: 1%, tolerate: 2%, versusStable: 2}]
  budget: {slo: checkout, share: 0.1%}
`;
const begun = { ...shopFiles({ weights: [0, 100], rollout }), 'routes/slo.yaml': slo };
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.create();
  await scene.merge({ ...shopFiles({ weights: [100, 0], rollout }), 'routes/slo.yaml': slo });
  await scene.start();
  await scene.warmUp();
  await scene.merge(begun, 'Move to v2');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
});
afterEach(() => scene.close());

/** Half a percent of the canary's answers fail, four a second: neither bad by itself nor fast. */
async function spend(seconds: number): Promise<void> {
  const slis = ['errors', 'slo:shop/checkout'];
  await scene.traffic(primary, { seconds, canaryErrors: 0.005, perSecond: 800, slis });
}

/** The part of what the walk may spend that it has spent, as `status` shows it. */
function spent(): number | null {
  const [status] = statusOf(scene.memory, scene.ports).walks;
  return status?.items.find(({ of }) => of === 'budget')?.value ?? null;
}

/** A process that has nothing but the remote. */
async function startAnew(): Promise<void> {
  await scene.start({ fresh: true });
  await scene.warmUp();
}

async function run(command: Command, words: readonly string[], flags: Record<string, string | boolean> = {}) {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  await command.run({
    words,
    flags: { repo: scene.bare.dir, ...flags },
    io,
    signal: new AbortController().signal,
  });
  return told;
}

test('what a walk has spent is spent, though the reconciler starts anew from the remote alone', async () => {
  await spend(30);
  expect(spent()).toBeCloseTo(0.87, 1);
  await startAnew();
  await spend(2);
  expect(spent()).toBeGreaterThan(0.75);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', s: 50_000 });
  await spend(10);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'budget-spent' });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await run(verify, [])).toContain('each follows from the one before');
});

test.each([
  ['restarted pods', edited(begun, 'services/checkout.yaml', 'port: 9102', 'port: 9112')],
  ['other steps', edited(begun, 'routes/rollout.yaml', 'hold: 20m', 'hold: 19m')],
])('%s don’t give a walk its budget back', async (_, files) => {
  await spend(30);
  const before = spent() ?? 0;
  await scene.merge(files, 'Change');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
  await spend(1);
  expect(spent()).toBeGreaterThan(before);
  await spend(10);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'budget-spent' });
});

test('a person’s retry may spend it once more', async () => {
  await spend(40);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'budget-spent' });
  await run(retryCommand, [walk], { by: 'ada' });
  await scene.settle();
  await spend(5);
  expect(spent()).toBeLessThan(0.3);
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { n: 2 } });
});
