// The live branch is decided again, commit for commit, from Git alone: real stories hold, and what was tampered with is
// named.

import { afterEach, expect, test } from 'vitest';
import { abort } from '../../reconciler/commands/abort.ts';
import type { Call, Command } from '../../reconciler/commands/command.ts';
import { freezeCommand } from '../../reconciler/commands/freeze.ts';
import { pauseCommand } from '../../reconciler/commands/pause.ts';
import { promoteCommand } from '../../reconciler/commands/promote.ts';
import { resumeCommand } from '../../reconciler/commands/resume.ts';
import { retryCommand } from '../../reconciler/commands/retry.ts';
import { unfreezeCommand } from '../../reconciler/commands/unfreeze.ts';
import { verify } from '../../reconciler/commands/verify.ts';
import type { Fault } from '../../reconciler/verify/fault.ts';
import { branchKey } from '../support/branch-key.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { printState } from '../../reconciler/live/state-file.ts';
import { routeType } from '../../reconciler/xds/snapshot.ts';
import { conservative, withPool } from '../support/refusals.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const home = shopFiles({ weights: [100, 0] });
const walking = shopFiles({ weights: [0, 100] });
let scene: Scene;

afterEach(() => scene.close());

async function walkTo(percent: number): Promise<void> {
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, percent);
}

interface Report {
  readonly code: number;
  readonly commits: number;
  readonly complete: boolean;
  readonly faults: readonly Fault[];
}

async function run(command: Command, flags: Call['flags'], words: readonly string[] = []): Promise<[number, string]> {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const code = await command.run({ words, flags, io, signal: new AbortController().signal });
  return [code, told];
}

async function report(flags: Call['flags'] = {}): Promise<Report> {
  const [code, told] = await run(verify, { repo: scene.bare.dir, json: true, ...flags });
  return { code, ...JSON.parse(told) };
}

/** A person says it; the machine's clock is real, and the scene's is not, so both are brought together. */
async function say(command: Command, flags: Call['flags'] = {}): Promise<void> {
  scene.clock.advance(Math.max(0, Date.now() - scene.clock.now()));
  await run(
    command,
    { repo: scene.bare.dir, by: 'ada', reason: 'because', ...flags },
    command.words[0] === 0 ? [] : [primary],
  );
  await scene.settle();
}

const sound = { code: 0, complete: true, faults: [] };

test('a walk that is promoted', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  await scene.promote(primary);
  expect(await report()).toMatchObject(sound);
  const [, told] = await run(verify, { repo: scene.bare.dir });
  expect(told).toMatch(/^\d+ live commits from \w{12} to \w{12}: each follows from the one before\n/);
  expect(told).toContain('signatures were not asked for');
});

test('a walk that is rejected, retried, reverted', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  await scene.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
  await say(retryCommand);
  await scene.climb(primary, 5);
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Revert');
  await scene.settle();
  expect(await report()).toMatchObject(sound);
});

test('a walk that falls silent, goes on, and meets its deadline', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  scene.clock.advance(30_000);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Held' });
  await scene.climb(primary, 50);
  scene.clock.advance(31 * 60_000);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Held', reason: 'deadline' });
  expect(await report()).toMatchObject(sound);
});

test('what persons say', async () => {
  scene = await Scene.shop();
  scene.clock.advance(Math.max(0, Date.now() - scene.clock.now()));
  await walkTo(5);
  await say(pauseCommand);
  await say(resumeCommand);
  await say(freezeCommand);
  await say(unfreezeCommand);
  await say(abort);
  await say(retryCommand);
  await scene.climb(primary, 5);
  await say(promoteCommand);
  await say(promoteCommand, { now: true });
  expect(await report()).toMatchObject(sound);
});

test('an intent that proxies turn down, and a walk that changes on its way', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  const later = { ...edited(walking, 'routes/rollout.yaml', 'weight: 50%', 'weight: 40%'), 'routes/x.yaml': '# x\n' };
  await scene.merge(later, 'Another step');
  await scene.settle();
  await scene.climb(primary, 40);
  await scene.merge({ ...later, ...shopFiles({ weights: [50, 50] }) }, 'Half of it');
  await scene.settle();
  expect(await report()).toMatchObject(sound);
});

test('proxies that turn down two intents, one after the other', async () => {
  scene = await Scene.shop();
  const first = await scene.accepted();
  scene.fleet.habit('edge-1', conservative(scene.fleet));
  await scene.merge(edited(home, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'), 'A timeout');
  await scene.settle();
  await scene.merge(withPool(home), 'Limit v1');
  await scene.settle();
  const table = scene.fleet.runs()?.resources.get(routeType)?.values().next().value?.digest;
  scene.fleet.habit('edge-1', (resource) => (resource.digest === table ? 'no timeouts here' : null));
  await scene.start({ fresh: true });
  await scene.settle();
  expect(await scene.accepted()).toBe(first);
  expect(await report()).toMatchObject(sound);
});

test('two writers, of whom one lowers', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  const other = await Scene.create({ beside: scene });
  try {
    await other.start();
    await other.warmUp();
    await other.traffic(primary, { seconds: 6, canaryErrors: 0.5 });
    await scene.settle();
  } finally {
    await other.close();
  }
  expect(await report()).toMatchObject(sound);
});

test("a stranger's commit is named, and what restores it is not", async () => {
  scene = await Scene.shop();
  await walkTo(5);
  const good = (await scene.oid(liveRef)) ?? '';
  const files = shopFiles({ weights: [20, 80] });
  const stranger = await scene.bare.commit(files, { parents: [good], message: 'Hotfix', ref: liveRef });
  await scene.settle();
  await scene.climb(primary, 50);
  const { faults, code } = await report();
  expect(code).toBe(1);
  expect(new Set(faults.map(({ commit }) => commit))).toEqual(new Set([stranger]));
});

test('a stranger who counts more of a budget is named, and what restores the counts is not', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  const good = (await scene.oid(liveRef)) ?? '';
  const budgets = [{ slo: 'shop/checkout', days: [{ day: '2026-01-31', good: 1, total: 9 }] }];
  const state = printState({ ...(await scene.liveState()), budgets }) ?? '';
  const files = { ...shopFiles({ weights: [20, 80] }), '.sluice/state.yaml': state };
  const intent = await scene.accepted();
  const stranger = await scene.bare.commit(files, { parents: [good, intent], message: 'Counted', ref: liveRef });
  await scene.settle();
  expect((await scene.liveState()).budgets).toEqual([]);
  await scene.climb(primary, 50);
  const { faults } = await report();
  expect(new Set(faults.map(({ commit }) => commit))).toEqual(new Set([stranger]));
});

test('a signed branch says by whom, and where it is not signed', async () => {
  const { path, remove } = await temporaryFolder();
  try {
    const key = await branchKey(path);
    scene = await Scene.shop({ signatures: { sign: key.sign, trusted: key.trusted } });
    await walkTo(50);
    const signers = { 'trusted-signers': key.signersPath };
    const { commits, ...signed } = await report(signers);
    expect(signed).toMatchObject({ ...sound, signatures: { signers: { 'sluice@example.org': commits }, unsigned: 0 } });
    const [, told] = await run(verify, { repo: scene.bare.dir, ...signers });
    expect(told).toContain(`\nall ${commits} are signed, by sluice@example.org (${commits})\n`);

    const head = (await scene.oid(liveRef)) ?? '';
    const raw = await scene.bare.git('cat-file', 'commit', head);
    const bare = await scene.bare.hashObject('commit', `${raw.replace(/^gpgsig (.*\n )*.*\n/m, '')}\n`);
    await scene.bare.git('update-ref', liveRef, bare);
    const [code, edited] = await run(verify, { repo: scene.bare.dir, ...signers });
    expect(code).toBe(1);
    expect(edited).toContain(`error ${bare.slice(0, 12)} signature: it is not signed`);
    expect(edited).toContain(`\n1 of ${commits} are not signed by a trusted key: 1 without a signature, 0 with one`);
  } finally {
    await remove();
  }
});

test('a word that nobody signed is named on a signed branch, and what restores it is not', async () => {
  const { path, remove } = await temporaryFolder();
  try {
    const key = await branchKey(path);
    scene = await Scene.shop({ signatures: { sign: key.sign, trusted: key.trusted } });
    scene.clock.advance(Math.max(0, Date.now() - scene.clock.now()));
    await walkTo(5);
    await say(freezeCommand);
    for (const flags of [{}, { 'trusted-signers': key.signersPath }]) {
      const rules = (await report(flags)).faults.map(({ rule }) => rule);
      expect(rules).toEqual(Object.keys(flags).length === 0 ? [] : ['signature']);
    }
  } finally {
    await remove();
  }
});

test('a shallow clone says from where it verified; --from takes a commit as it is', async () => {
  scene = await Scene.shop();
  await walkTo(50);
  const from = await scene.bare.git('rev-parse', `${liveRef}~2`);
  expect(await report({ from })).toMatchObject({ code: 0, commits: 3, faults: [] });
  await scene.bare.git(
    'clone',
    '-q',
    '--depth',
    '2',
    '--no-tags',
    '--no-single-branch',
    `file://${scene.bare.dir}`,
    'shallow',
  );
  const shallow = await report({ repo: `${scene.bare.dir}/shallow` });
  expect(shallow).toMatchObject({ code: 0, complete: false });
  expect(shallow.commits).toBeLessThan((await report()).commits);
  const [, told] = await run(verify, { repo: `${scene.bare.dir}/shallow` });
  expect(told).toContain('is not in this clone');
  await expect(report({ from: 'main' })).rejects.toThrow('not on the live branch');
});
