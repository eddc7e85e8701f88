// Raises keep to their hours; what comes down does not.

import { afterEach, expect, test } from 'vitest';
import { Scene } from '../support/scene.ts';
import { defaultRollout, primary, shopFiles } from '../support/shop.ts';

const hour = 3_600_000;
let scene: Scene;

afterEach(() => scene.close());

/** The story's day is a Thursday, and begins at midnight in UTC. */
function shop(weights: readonly number[], parameters: string): Record<string, string> {
  const config = `apiVersion: sluice.dev/v1alpha1
kind: Config
spec: {rules: {outside-window: {parameters: ${parameters}}}}
`;
  const rollout = defaultRollout.replace('deadline: 30m', 'deadline: 48h');
  return { ...shopFiles({ weights, rollout }), 'sluice.yaml': config };
}

async function begin(parameters: string): Promise<void> {
  scene = await Scene.create();
  await scene.merge(shop([100, 0], parameters));
  await scene.start();
  await scene.warmUp();
  await scene.merge(shop([0, 100], parameters), 'Move to v2');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
}

test('a walk begins when its window opens, waits where it is when that closes, and goes on the day after', async () => {
  await begin('{windows: [{days: [thu, fri], from: "09:00", to: "17:00", utcOffset: "+01:00"}]}');
  await scene.traffic(primary, { seconds: 3 });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'outside-window' });

  scene.clock.advance(8 * hour);
  await scene.climb(primary, 5);
  scene.clock.advance(8 * hour);
  await scene.traffic(primary, { seconds: 30 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'outside-window' });

  scene.clock.advance(16 * hour);
  await scene.climb(primary, 50);
});

test('in a freeze a canary comes down as ever', async () => {
  await begin('{freezes: [{from: 2026-01-01T00:01:00Z, to: 2026-01-08T00:00:00Z, reason: holidays}]}');
  await scene.climb(primary, 5);
  scene.clock.advance(60_000);
  await scene.traffic(primary, { seconds: 20 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  const waits = scene.log.filter(({ event }) => event === 'rollout.waits').map(({ fields }) => fields['message']);
  expect(waits).toEqual(['nothing is raised from 2026-01-01T00:01:00Z to 2026-01-08T00:00:00Z: holidays']);
  await scene.traffic(primary, { seconds: 10, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a change whose hours cannot be read is denied, with its place', async () => {
  scene = await Scene.create();
  await scene.merge(shop([100, 0], '{}'));
  await scene.start();
  await scene.warmUp();
  await scene.merge(shop([0, 100], '{windows: [{from: "9:00", to: "17:00"}]}'), 'Move to v2');
  await scene.settle();
  const findings = scene.memory.denial?.findings ?? [];
  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    { rule: 'outside-window', file: 'sluice.yaml', range: { line: 3 } },
  ]);
  expect(scene.served()).toEqual({ v1: 100 });
});
