// What a walk may spend of an SLO's error budget, and what the service has spent of it: both outlive every process.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { retryCommand } from '../../reconciler/commands/retry.ts';
import { verify } from '../../reconciler/commands/verify.ts';
import type { Command } from '../../reconciler/commands/command.ts';
import type { BudgetDay } from '../../reconciler/live/state.ts';
import { dayOf } from '../../reconciler/rollout/budget.ts';
import { statusOf } from '../../reconciler/reconcile/status.ts';
import { Scene, liveRef } from '../support/scene.ts';
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

/** Of 400 answers of the service a second one in a hundred fails. */
async function serve(seconds: number, of = scene): Promise<void> {
  await of.traffic('slo shop/checkout', { seconds, perSecond: 200, canaryErrors: 0.02 });
}

/** No walk is under way. */
async function rest(): Promise<void> {
  await scene.merge({ ...shopFiles({ weights: [100, 0], rollout }), 'routes/slo.yaml': slo }, 'Back to v1');
  await scene.settle();
  expect(scene.memory.head?.state.targets).toEqual([]);
}

/** The part of the service's whole budget that is spent, as `status` shows it. */
function spentByAll(of = scene): number | undefined {
  return statusOf(of.memory, of.ports).budgets[0]?.spent;
}

/** The service's days as the remote has them. */
async function days(): Promise<readonly BudgetDay[]> {
  return (await scene.liveState()).budgets[0]?.days ?? [];
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

const hourMs = 3_600_000;

test('what a service has spent is written hourly though nothing else happens, and a new process goes on from it', async () => {
  await rest();
  await serve(30);
  expect(await days()).toEqual([]);
  const [before, head] = [spentByAll(), await scene.oid(liveRef)];
  expect(before).toBeCloseTo(10);
  scene.clock.advance(hourMs);
  await scene.settle();
  expect(await days()).toEqual([{ day: dayOf(scene.clock.now()), good: 11_880, total: 12_000 }]);
  expect(await scene.bare.git('rev-parse', `${liveRef}^`)).toBe(head);
  await startAnew();
  expect(spentByAll()).toBe(before);
  await serve(30);
  expect(spentByAll()).toBe(before);
  scene.clock.advance(hourMs - 60_000);
  await scene.settle();
  expect(await days()).toMatchObject([{ total: 12_000 }]);
  scene.clock.advance(60_000);
  await scene.settle();
  expect(await days()).toMatchObject([{ total: 24_000 }]);
});

test('it is written with each accepted change and each step; a crash loses what was counted since', async () => {
  await serve(10);
  await scene.merge({ ...begun, 'routes/note.yaml': '# a note\n' }, 'Change');
  await scene.settle();
  expect(await days()).toMatchObject([{ total: 4_000 }]);
  await serve(10);
  scene.clock.advance(30 * 60_000);
  await scene.traffic(primary, { seconds: 10, slis: ['errors', 'slo:shop/checkout'] });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Held', reason: 'deadline' });
  expect(await days()).toMatchObject([{ total: 8_000 }]);
  await serve(10);
  await startAnew();
  await scene.merge(begun, 'Back');
  await scene.settle();
  expect(await days()).toMatchObject([{ total: 8_000 }]);
});

test('of two reconcilers that count at once the greater of each count is kept', async () => {
  await rest();
  const other = await Scene.create({ beside: scene });
  try {
    await other.start();
    await other.warmUp();
    await serve(10);
    await serve(20, other);
    scene.clock.advance(hourMs);
    for (const each of [scene, other, scene]) await each.settle();
    expect(await days()).toMatchObject([{ good: 7_920, total: 8_000 }]);
    expect(spentByAll()).toBe(spentByAll(other));
  } finally {
    await other.close();
  }
});
