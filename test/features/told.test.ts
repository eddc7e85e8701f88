// What the live branch says of a walk is what its traffic does: in its trailers, in log and why, and in what is told.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../reconciler/commands/command.ts';
import { log } from '../../reconciler/commands/log.ts';
import { verify } from '../../reconciler/commands/verify.ts';
import { why } from '../../reconciler/commands/why.ts';
import { newsOf } from '../../reconciler/render/news.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

const renamed = 'VirtualService/shop/checkout#main';
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  // Nothing goes up from here on.
  scene.fleet.habit('edge-1', 'mute');
});
afterEach(() => scene.close());

const message = (): Promise<string> => scene.bare.git('show', '-s', '--format=%B', liveRef);

/** The lines of the live head about targets. */
async function lines(): Promise<string[]> {
  return (await message()).split('\n').flatMap((line) => /^Sluice-Target: (.*)$/.exec(line)?.[1] ?? []);
}

async function say(command: Command, words: readonly string[] = [], flags: Record<string, true> = {}): Promise<string> {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  await command.run({ words, flags: { repo: scene.bare.dir, ...flags }, io, signal: new AbortController().signal });
  return told;
}

/** The news of the live head: each event with its sentence. */
async function news(): Promise<readonly string[]> {
  const commit = { oid: 'a', committedAt: 0, message: await message() };
  return newsOf(commit, 'default').map(({ event, headline }) => `${event}: ${headline}`);
}

async function isVerified(): Promise<void> {
  expect(JSON.parse(await say(verify, [], { json: true }))).toMatchObject({ complete: true, faults: [] });
}

test('fast to another end in the middle of a walk is settled there, and nothing went home', async () => {
  await scene.merge(shopFiles({ weights: [10, 90] }), 'Hurry\n\nSluice-Fast: true');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 10, v2: 90 });
  expect(await lines()).toEqual(['shop/checkout#primary 50→90 Settled']);
  expect(await say(log)).toContain('shop/checkout#primary 50→90 Settled\n');
  expect(await news()).toContain('settle: taken from 50% to 90% at once, for main asks for that now');
  const told = await say(why);
  expect(told).toContain('shop/checkout#primary taken from 50% to 90% at once, for main asks for that now');
  expect(told).toContain('/v1 50% → 10%');
  expect(told).toContain('/v2 50% → 90%');
  await isVerified();
});

test('a revert is told as one', async () => {
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert');
  await scene.settle();
  expect(await lines()).toEqual(['shop/checkout#primary 50→0 Reverted']);
  expect(await news()).toContain('revert: taken home from 50%, for main asks for it no more');
  await isVerified();
});

test('a renamed rule is one line, and its walk is one story', async () => {
  await scene.merge(shopFiles({ weights: [0, 100], rule: 'main' }), 'Call it main');
  await scene.settle();
  expect(scene.served(renamed)).toEqual({ v1: 50, v2: 50 });
  expect(await lines()).toEqual(['shop/checkout#main 50→50 Progressing (was shop/checkout#primary)']);
  expect(await say(log)).toContain('shop/checkout#main 50→50 Progressing (was shop/checkout#primary)\n');
  expect(await news()).toContain('move: goes on at 50%, and was called shop/checkout#primary before');
  const told = await say(why, [renamed]);
  expect(told).toMatch(/^shop\/checkout#main goes on at 50%, and was called shop\/checkout#primary before\n/);
  expect(told).toMatch(/path 0% at 0ms → 5% at \S+ → 50% at \S+ → 50% at/);
  expect(told).not.toMatch(/\/v[12] \d+% →/);
  await isVerified();
});

test('a rule that leaves main is gone, and was not reverted', async () => {
  const { 'routes/checkout.yaml': _, 'routes/rollout.yaml': __, ...rest } = shopFiles({ weights: [0, 100] });
  await scene.merge(rest, 'Remove the route');
  await scene.settle();
  expect(await lines()).toEqual(['shop/checkout#primary 50→0 Gone']);
  expect(await news()).toContain('gone: ended at 50%, for main has no such rule any more');
  await isVerified();
});
