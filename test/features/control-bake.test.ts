// All traffic is there, and is watched for a while before the walk ends; a breach takes it home.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../reconciler/commands/command.ts';
import { freezeCommand } from '../../reconciler/commands/freeze.ts';
import { pauseCommand } from '../../reconciler/commands/pause.ts';
import { promoteCommand } from '../../reconciler/commands/promote.ts';
import { Scene } from '../support/scene.ts';
import { defaultRollout, primary, shopFiles } from '../support/shop.ts';

const walk = 'shop/checkout#primary';
const slis = ['errors', 'slo:shop/checkout'];
const rollout = `${defaultRollout.replace('versusStable: 2}]', 'versusStable: 2}, {slo: checkout}]')}  bake: 60s\n`;
const slo = `apiVersion: sluice.dev/v1alpha1
kind: SLO
metadata: {name: checkout, namespace: shop}
spec: {service: checkout, objective: 99.9}
`;
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.create();
  await scene.merge(files([100, 0]));
  await scene.start();
  await scene.warmUp();
  await scene.merge(files([0, 100]), 'Move to v2');
  await scene.settle();
  expect(scene.denials()).toEqual([]);
  for (let second = 0; second < 90 && scene.served()['v2'] !== 100; second += 1) await good(1);
  expect(scene.served()).toEqual({ v2: 100 });
});
afterEach(() => scene.close());

function files(weights: readonly number[]): Record<string, string> {
  return { ...shopFiles({ weights, rollout }), 'routes/slo.yaml': slo };
}

async function good(seconds: number): Promise<void> {
  await scene.traffic(primary, { seconds, slis });
}

async function say(command: Command, words: readonly string[], more: Record<string, string | boolean> = {}) {
  const io = { out: () => undefined, err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const flags = { repo: scene.bare.dir, by: 'ada', reason: 'because', ...more };
  await command.run({ words, flags, io, signal: new AbortController().signal });
}

test('while it bakes the walk is open, and then it is promoted', async () => {
  await good(30);
  expect(await scene.entry(primary)).toMatchObject({ s: 1_000_000, phase: 'Progressing' });
  expect(scene.memory.decisions.get(primary)).toMatchObject({ kind: 'wait', reason: 'baking' });
  await good(40);
  expect(await scene.entry(primary)).toBeUndefined();
  expect((await scene.liveState()).settled).toMatchObject([{ target: primary }]);
});

test('a breach while it bakes takes all traffic home', async () => {
  await good(10);
  await scene.traffic(primary, { seconds: 60, canaryErrors: 0.2, stableErrors: 0, slis });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'slo-breach' });
});

test('a restart begins the bake afresh, and a revert ends it at once', async () => {
  await good(50);
  await scene.start({ fresh: true });
  await scene.warmUp();
  await good(30);
  expect(await scene.entry(primary)).toMatchObject({ s: 1_000_000 });
  await scene.merge(files([100, 0]), 'Back to v1');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toBeUndefined();
});

test('promote --now ends the bake', async () => {
  await expect(say(promoteCommand, [walk])).rejects.toThrow(/--now ends its bake/);
  await say(promoteCommand, [walk], { now: true });
  await scene.settle();
  expect(scene.served()).toEqual({ v2: 100 });
  expect(await scene.entry(primary)).toBeUndefined();
});

test('a pause keeps it from being promoted', async () => {
  await say(pauseCommand, [walk]);
  await good(80);
  expect(await scene.entry(primary)).toMatchObject({ s: 1_000_000, phase: 'Held', reason: 'paused' });
});

test('a freeze lets what has baked be promoted', async () => {
  await say(freezeCommand, []);
  await good(80);
  expect(await scene.entry(primary)).toBeUndefined();
  expect(scene.served()).toEqual({ v2: 100 });
});

test('what it came from may not be removed before it is promoted', async () => {
  const removed = Object.fromEntries(
    Object.entries(files([0, 100])).map(([path, text]) => [
      path,
      text.replace(/apiVersion: discovery[^]*?port: 9101\}\]\n---\n/, ''),
    ]),
  );
  await scene.merge(removed, 'Remove v1');
  await scene.settle();
  expect(scene.denials()).toEqual(['in-flight-destination-removed']);
  await good(80);
  await scene.settle();
  expect(await scene.entry(primary)).toBeUndefined();
  expect(scene.denials()).toEqual([]);
});
