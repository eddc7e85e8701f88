// People's words about walks: each is a commit of its own, and the reconciler, whichever runs, does as it says.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command } from '../../reconciler/commands/command.ts';
import { freezeCommand } from '../../reconciler/commands/freeze.ts';
import { pauseCommand } from '../../reconciler/commands/pause.ts';
import { promoteCommand } from '../../reconciler/commands/promote.ts';
import { resumeCommand } from '../../reconciler/commands/resume.ts';
import { retryCommand } from '../../reconciler/commands/retry.ts';
import { unfreezeCommand } from '../../reconciler/commands/unfreeze.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { defaultRollout, edited, primary, shopFiles } from '../support/shop.ts';

const walk = 'shop/checkout#primary';
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
});
afterEach(() => scene.close());

type Flags = Readonly<Record<string, string | boolean>>;

async function say(command: Command, words: readonly string[] = [walk], more: Flags = {}): Promise<string> {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const flags = { repo: scene.server?.url('mesh.git') ?? scene.bare.dir, by: 'ada', ...more };
  await command.run({ words, flags, io, signal: new AbortController().signal });
  return told;
}

async function walkTo(percent: number, rollout = defaultRollout): Promise<void> {
  await scene.merge(shopFiles({ weights: [0, 100], rollout }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, percent);
}

async function lastMessage(): Promise<string> {
  return scene.bare.git('log', '-1', '--format=%B', liveRef);
}

test('a paused walk stands still, through good traffic, its deadline and a restart, until it is resumed', async () => {
  await walkTo(5, defaultRollout.replace('deadline: 30m', 'deadline: 10m\n  onDeadline: rollback'));
  expect(await say(pauseCommand)).toContain('shop/checkout#primary is paused');
  expect(await lastMessage()).toMatch(/^Pause shop\/checkout#primary\n[^]*5→5 Held paused\nSluice-By: ada$/);
  await scene.traffic(primary, { seconds: 20 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  scene.clock.advance(11 * 60_000);
  await scene.start({ fresh: true });
  await scene.warmUp();
  await scene.traffic(primary, { seconds: 20 });
  expect(await scene.entry(primary)).toMatchObject({ s: 50_000, phase: 'Held', reason: 'paused' });

  expect(await say(resumeCommand)).toContain('goes on');
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { n: 1 } });
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
});

test('a paused walk that turns bad is taken back all the same', async () => {
  await walkTo(50);
  await say(pauseCommand);
  await scene.settle();
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
  await expect(say(resumeCommand)).rejects.toThrow(/it is Rejected \(errors\); sluice retry/);
  await expect(say(pauseCommand)).rejects.toThrow(/stands still already/);
});

test('a pause outlives a merge that has nothing to do with it', async () => {
  await walkTo(5);
  await say(pauseCommand);
  await scene.merge({ ...shopFiles({ weights: [0, 100] }), 'routes/extra.yaml': '# nothing\n' });
  await scene.settle();
  await scene.traffic(primary, { seconds: 20 });
  expect(await scene.entry(primary)).toMatchObject({ s: 50_000, phase: 'Held', reason: 'paused' });
});

test('promote skips the steps between, but not the evidence at the first one', async () => {
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  expect(await say(promoteCommand)).toContain('goes to its end as soon as it is fine');
  expect(await lastMessage()).toMatch(/^Skip steps of shop\/checkout#primary\n[^]*Progressing skip-steps\n/);
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await expect(say(promoteCommand)).rejects.toThrow(/skips its steps already/);
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
  const raises = (await scene.history()).filter((subject) => subject.startsWith('Raise'));
  expect(raises).toEqual(['Raise shop/checkout#primary to 5 %', 'Raise shop/checkout#primary to 100 %']);
});

test('promote of a walk that turns bad doesn’t promote it', async () => {
  await walkTo(5);
  await say(promoteCommand);
  await scene.settle();
  await scene.traffic(primary, { seconds: 10, canaryErrors: 0.5 });
  const entry = await scene.entry(primary);
  expect(entry).toMatchObject({ s: 0, phase: 'Rejected' });
  expect(entry?.skipSteps).toBeUndefined();
  await say(retryCommand);
  await scene.climb(primary, 50);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('promote --now takes all traffic there at once, by a commit that says why, and a revert is at once as well', async () => {
  await walkTo(5);
  await expect(say(promoteCommand, [walk], { now: true })).rejects.toThrow(/needs a --reason/);
  await expect(say(promoteCommand, [walk], { now: true, reason: ' \n' })).rejects.toThrow(/needs a --reason/);
  const told = await say(promoteCommand, [walk], { now: true, reason: 'v1 leaks\nmoney', json: true });
  expect(JSON.parse(told)).toEqual({ version: 1, commit: await scene.oid(liveRef), intent: await scene.accepted() });
  expect(await lastMessage()).toMatch(
    /^Promote now shop\/checkout#primary\n[^]*5→100 Promoted\nSluice-Reason: v1 leaks money\nSluice-By: ada$/,
  );
  await scene.settle();
  expect(scene.served()).toEqual({ v2: 100 });
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Back to v1');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
});

test('promote --now is not for what was rejected', async () => {
  await walkTo(50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  const now = { now: true, reason: 'because' };
  await expect(say(promoteCommand, [walk], now)).rejects.toThrow(/is rejected \(errors\); sluice retry/);
  await say(retryCommand);
  await say(promoteCommand, [walk], now);
  await scene.settle();
  expect(scene.served()).toEqual({ v2: 100 });
});

test('promote --now of what every proxy turns down is taken back, and the walk rejected', async () => {
  await say(freezeCommand, [], { reason: 'the quarter ends' });
  const [from, header] = ['{host: checkout, subset: v2}', 'headers: {request: {set: {x-version: "poison"}}}'];
  const files = shopFiles({ weights: [0, 100] });
  await scene.merge(
    edited(files, 'routes/checkout.yaml', from, `${from}\n      ${header}`),
    'Move to v2, with a header',
  );
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing' });
  scene.fleet.habit('edge-1', (resource) =>
    Buffer.from(resource.body).includes('poison') ? 'poison is no header value' : null,
  );
  await say(promoteCommand, [walk], { now: true, reason: 'because' });
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'refused-by-proxies' });
  expect(scene.ports.xds.proxies()).toMatchObject([{ state: 'current', nack: null }]);
});

test('while all is frozen nothing goes up; merges are accepted and what is bad is taken back', async () => {
  await walkTo(5);
  await expect(say(freezeCommand, [])).rejects.toThrow(/needs a --reason/);
  await say(freezeCommand, [], { reason: 'the quarter ends' });
  expect(await lastMessage()).toMatch(/^Freeze\n\n[^]*Sluice-Reason: the quarter ends\nSluice-By: ada$/);
  await expect(say(freezeCommand, [], { reason: 'again' })).rejects.toThrow(/already, by ada: the quarter ends/);
  await scene.traffic(primary, { seconds: 20 });
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });

  const merged = await scene.merge(shopFiles({ weights: [0, 100], versions: ['v1', 'v2', 'v3'] }), 'A third version');
  await scene.settle();
  expect(await scene.accepted()).toBe(merged);
  expect((await scene.liveState()).frozen).toMatchObject({ by: 'ada', reason: 'the quarter ends' });
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
});

test('a freeze holds for the next process too, and stops the clock of every deadline', async () => {
  // Words are said by this machine's clock.
  scene.clock.advance(Date.now() - scene.clock.now());
  await walkTo(5);
  await say(freezeCommand, [], { reason: 'the quarter ends' });
  await scene.settle();
  scene.clock.advance(60 * 60_000);
  await scene.start({ fresh: true });
  await scene.warmUp();
  await scene.traffic(primary, { seconds: 20 });
  expect(await scene.entry(primary)).toMatchObject({ s: 50_000, phase: 'Progressing' });
});

test('unfreeze lets walks go on, and says so where nothing is frozen', async () => {
  await expect(say(unfreezeCommand, [])).rejects.toThrow(/nothing is frozen/);
  await walkTo(5);
  await say(freezeCommand, [], { reason: 'the quarter ends' });
  await scene.traffic(primary, { seconds: 20 });
  await say(unfreezeCommand, []);
  expect(await lastMessage()).toMatch(/^Unfreeze\n\n/);
  expect((await scene.liveState()).frozen).toBeNull();
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
});

test('a freeze of a settled cluster is all that its state file says', async () => {
  await say(freezeCommand, [], { reason: 'the quarter ends' });
  await scene.settle();
  expect(await scene.bare.git('diff', '--name-only', 'refs/heads/main', liveRef)).toBe('.sluice/state.yaml');
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.memory.alarms.size).toBe(0);
  expect(scene.memory.head?.state.frozen).toMatchObject({ reason: 'the quarter ends' });
  await say(unfreezeCommand, []);
  await scene.settle();
  expect(await scene.bare.git('diff', '--name-only', 'refs/heads/main', liveRef)).toBe('');
});

test.each([
  ['pause', pauseCommand, [walk], {}],
  ['promote', promoteCommand, [walk], {}],
  ['promote --now', promoteCommand, [walk], { now: true, reason: 'because' }],
  ['freeze', freezeCommand, [], { reason: 'because' }],
] as const)('%s while others write is said anew on top of theirs', async (_, command, words, flags) => {
  await walkTo(5);
  await Promise.all([
    say(command, words, flags),
    scene.merge({ ...shopFiles({ weights: [0, 100] }), 'routes/extra.yaml': '# nothing\n' }).then(() => scene.settle()),
  ]);
  await scene.settle();
  const subjects = await scene.history();
  expect(subjects.filter((subject) => /^(Pause|Skip|Promote now|Freeze)/.test(subject))).toHaveLength(1);
  expect(subjects.filter((subject) => subject.startsWith('Accept'))).toHaveLength(2);
});

test('a pause and a lowering at once end in the lowering', async () => {
  await walkTo(50);
  scene.faults.isDown = true;
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  await say(pauseCommand);
  scene.faults.isDown = false;
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'errors' });
});
