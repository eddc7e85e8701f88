// A person's word is a commit of its own, by the same code, and the reconciler takes it up.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { abort } from '../../reconciler/commands/abort.ts';
import { accept } from '../../reconciler/commands/accept.ts';
import { UsageError, type Command, type Flags } from '../../reconciler/commands/command.ts';
import { retryCommand } from '../../reconciler/commands/retry.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { defaultRollout, primary, shopFiles } from '../support/shop.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
});
afterEach(() => scene.close());

async function say(command: Command, word: string): Promise<string> {
  return (await spoken(command, word)).out;
}

async function spoken(
  command: Command,
  word: string,
  more: Flags = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const told = { out: '', err: '' };
  const io = {
    out: (text: string) => (told.out += text),
    err: (text: string) => (told.err += text),
    colour: false,
    cwd: scene.folder,
    env: {},
  };
  const flags = { repo: scene.server?.url('mesh.git') ?? scene.bare.dir, by: 'ada', reason: 'because', ...more };
  const code = await command.run({ words: [word], flags, io, signal: new AbortController().signal });
  return { code, ...told };
}

async function walkTo(percent: number): Promise<void> {
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, percent);
}

test('retry begins a rejected walk again, as attempt 2, and it may come to its end', async () => {
  await walkTo(50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  expect(await say(retryCommand, 'shop/checkout#primary')).toContain('is tried again');
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', s: 0, attempt: { n: 2 } });
  expect(await scene.bare.git('log', '-1', '--format=%(trailers:key=Sluice-By,valueonly)', liveRef)).toBe('ada');
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
});

test('retry lets a held walk go on where it is, with a new deadline', async () => {
  const short = defaultRollout.replace('deadline: 30m', 'deadline: 10m');
  await scene.merge(shopFiles({ weights: [0, 100], rollout: short }), 'Move to v2');
  await scene.settle();
  await scene.climb(primary, 50);
  scene.clock.advance(11 * 60_000);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 500_000, phase: 'Held', reason: 'deadline' });
  await say(retryCommand, primary);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ s: 500_000, attempt: { n: 2 } });
  await scene.promote(primary);
});

test('retry of a walk under way, and of none, says so and writes nothing', async () => {
  await expect(say(retryCommand, primary)).rejects.toThrow(/no unsettled walk/);
  await walkTo(5);
  const before = await scene.oid(liveRef);
  await expect(say(retryCommand, primary)).rejects.toThrow(UsageError);
  await expect(say(retryCommand, 'shop/other#primary')).rejects.toThrow(/there are: shop\/checkout#primary/);
  expect(await scene.oid(liveRef)).toBe(before);
});

test('abort takes the walk back until somebody retries', async () => {
  await walkTo(50);
  await say(abort, primary);
  await scene.settle();
  expect(scene.served()).toEqual({ v1: 100 });
  await scene.traffic(primary, { seconds: 20 });
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Rejected', reason: 'aborted' });
});

test('a rewritten main stays out until it is accepted by its id', async () => {
  const first = await scene.accepted();
  const rewritten = await scene.bare.commit(shopFiles({ weights: [0, 100] }), { ref: 'refs/heads/main' });
  await scene.settle();
  expect([...scene.memory.alarms.values()]).toMatchObject([
    { rule: 'intent-rewritten', remedy: `If that was meant: sluice accept ${rewritten}` },
  ]);
  expect(await scene.accepted()).toBe(first);

  await expect(say(accept, first)).rejects.toThrow(/is not the head of main/);
  await say(accept, rewritten);
  expect(await scene.accepted()).toBe(rewritten);
  expect(await scene.entry(primary)).toMatchObject({ s: 0, phase: 'Progressing', attempt: { intent: rewritten } });
  await scene.settle();
  expect(scene.memory.alarms.size).toBe(0);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test('a rewritten main leaves a walk under way alone, on a fresh clone too', async () => {
  await scene.close();
  scene = await Scene.shop({ http: {} });
  await walkTo(5);
  const walk = await scene.accepted();
  await scene.bare.commit(shopFiles({ weights: [60, 40] }), { ref: 'refs/heads/main' });
  await scene.settle();
  await scene.start({ fresh: true });
  await scene.settle();
  expect([...scene.memory.alarms.keys()]).toEqual(['intent-rewritten']);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.promote(primary);
  expect(await scene.accepted()).toBe(walk);
  expect(scene.served()).toEqual({ v2: 100 });
});

test('accept is judged like any other intent, and says what is wrong as lint does', async () => {
  await scene.bare.commit(
    { ...shopFiles({ weights: [0, 100] }), '.sluice/state.yaml': 'version: 1\n' },
    { ref: 'refs/heads/main' },
  );
  const rewritten = (await scene.oid('refs/heads/main')) ?? '';
  const before = await scene.oid(liveRef);
  const text = await spoken(accept, rewritten);
  expect(text).toMatchObject({ code: 1, err: '' });
  expect(text.out).toContain('.sluice/state.yaml: error reserved-path');
  expect(text.out).toContain(`${rewritten.slice(0, 12)} is denied; nothing is written`);
  const { code, out, err } = await spoken(accept, rewritten, { json: true });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    counts: { error: 1 },
    findings: [{ rule: 'reserved-path', file: '.sluice/state.yaml' }],
  });
  expect(await scene.oid(liveRef)).toBe(before);
});

test('a word whose answer is lost is found done, and not said twice', async () => {
  const broken: boolean[] = [];
  await scene.close();
  scene = await Scene.shop({ http: { dropReply: () => broken.pop() ?? false } });
  await walkTo(5);
  broken.push(true);
  expect(await say(abort, primary)).toContain('is taken back');
  expect(broken).toEqual([]);
  expect((await scene.history()).filter((subject) => subject.startsWith('Abort'))).toHaveLength(1);
});

test('a word on top of a newer head is said anew, not lost', async () => {
  await walkTo(50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  await Promise.all([
    say(retryCommand, primary),
    scene.merge({ ...shopFiles({ weights: [0, 100] }), 'routes/extra.yaml': '# nothing\n' }).then(() => scene.settle()),
  ]);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing', attempt: { n: 2 } });
});
