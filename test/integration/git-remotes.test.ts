import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { GitPort } from '../../reconciler/reconcile/ports.ts';
import { GitWorld, heads, liveRef, never as signal, sync, writeStep as step } from '../support/git-port.ts';
import type { GitServerOptions } from '../support/git-server.ts';

let world: GitWorld;

beforeEach(async () => {
  world = await GitWorld.create();
});

afterEach(() => world.close());

describe.each(['http', 'directory'] as const)('a repository over %s', (kind) => {
  async function remote(options: Omit<GitServerOptions, 'root'> = {}): Promise<string> {
    return kind === 'http' ? (await world.serve(options)).url('mesh.git') : world.bare.dir;
  }

  test('shows the intent, takes the first live commit, the marker and the next steps', async () => {
    const port: GitPort = await world.open(await remote());
    expect(await sync(port)).toEqual({ intent: world.first, live: null, marker: null });
    const commit = await port.readCommit(world.first);
    expect(commit).toMatchObject({
      parents: [],
      author: { name: 'Ada' },
      committedAt: 1_700_000_000_000,
      message: 'Change\n',
    });
    const { files, findings } = await port.readTree(commit.tree);
    expect(findings).toEqual([]);
    expect([...files].map(([path, { text }]) => [path, text])).toEqual([['routes/shop.yaml', 'a: 1\n']]);

    const adopted = await step(port, null, world.first, 'a: 1\n');
    expect(await port.pushLive(adopted, null, signal)).toEqual({ kind: 'pushed' });
    expect(await port.pushMarker(adopted, signal)).toEqual({ kind: 'pushed' });
    const second = await step(port, adopted, world.first, 'a: 2\n');
    expect(await port.pushLive(second, adopted, signal)).toEqual({ kind: 'pushed' });
    expect(await heads(port)).toEqual({ intent: world.first, live: second, marker: adopted });
    expect(await world.bare.git('log', '--first-parent', '--format=%H', liveRef)).toBe(
      `${second}\n${adopted}\n${world.first}`,
    );
    expect(await world.bare.git('show', `${liveRef}:routes/shop.yaml`)).toBe('a: 2');
    expect(await world.bare.fsck()).toBe('');
  });

  test('lets one of two pushers win, and tells the other', async () => {
    const url = await remote();
    const [a, b] = [await world.open(url, 'a'), await world.open(url, 'b')];
    await sync(a);
    await sync(b);
    const adopted = await step(a, null, world.first, 'a: 1\n');
    expect(await a.pushLive(adopted, null, signal)).toEqual({ kind: 'pushed' });
    await sync(b);
    const steps = [
      await step(a, adopted, world.first, 'a: 2\n'),
      await step(b, adopted, world.first, 'a: 3\n'),
    ] as const;
    const outcomes = await Promise.all([a.pushLive(steps[0], adopted, signal), b.pushLive(steps[1], adopted, signal)]);
    const [loser] = outcomes.map(({ kind: outcome }) => outcome).filter((outcome) => outcome !== 'pushed');
    // A server that still holds the winner's lock shows the old head: then nobody knows yet.
    expect(['moved', 'unknown']).toContain(loser);
    const winner = outcomes[0].kind === 'pushed' ? steps[0] : steps[1];
    expect((await heads(a)).live).toBe(winner);
    expect(await world.bare.git('log', '--first-parent', '--format=%H', liveRef)).toBe(
      `${winner}\n${adopted}\n${world.first}`,
    );
    expect(await world.bare.fsck()).toBe('');
  });

  test('answers `pushed` when the very commit is there already, and `moved` for any other', async () => {
    const port = await world.open(await remote());
    await sync(port);
    const adopted = await step(port, null, world.first, 'a: 1\n');
    await port.pushLive(adopted, null, signal);
    expect(await port.pushLive(adopted, null, signal)).toEqual({ kind: 'pushed' });
    const other = await step(port, null, world.first, 'a: 9\n');
    expect(await port.pushLive(other, null, signal)).toEqual({ kind: 'moved' });
    expect(await port.pushLive(other, adopted, signal)).toEqual({ kind: 'moved' });
    expect((await heads(port)).live).toBe(adopted);
  });

  test('is not misled by a tag that is named like the branch', async () => {
    const evil = await world.bare.commit({ 'routes/evil.yaml': 'x: 1\n' }, { ref: 'refs/tags/main' });
    await world.bare.git('update-ref', 'refs/tags/sluice/live/default', evil);
    await world.bare.git('update-ref', 'refs/heads/tags/main', evil);
    const port = await world.open(await remote());
    expect(await sync(port)).toEqual({ intent: world.first, live: null, marker: null });
    const adopted = await step(port, null, world.first, 'a: 1\n');
    expect(await port.pushLive(adopted, null, signal)).toEqual({ kind: 'pushed' });
    expect(await world.bare.git('rev-parse', 'refs/tags/sluice/live/default')).toBe(evil);
    expect(await sync(port)).toEqual({ intent: world.first, live: adopted, marker: null });
  });

  test('tells a rewritten branch from one that moved on', async () => {
    const port = await world.open(await remote());
    await sync(port);
    const onward = await world.bare.commit(
      { 'routes/shop.yaml': 'a: 2\n' },
      { parents: [world.first], ref: 'refs/heads/main' },
    );
    expect((await sync(port)).intent).toBe(onward);
    expect(await port.ancestry(world.first, onward)).toBe('yes');
    const rewritten = await world.bare.commit({ 'routes/shop.yaml': 'a: 3\n' }, { ref: 'refs/heads/main' });
    expect((await sync(port)).intent).toBe(rewritten);
    expect(await port.ancestry(onward, rewritten)).toBe('no');
    expect(await port.ancestry(onward, onward)).toBe('yes');
    expect((await port.readTree((await port.readCommit(rewritten)).tree)).files.get('routes/shop.yaml')?.text).toBe(
      'a: 3\n',
    );
  });

  test('remembers the local live head over a restart', async () => {
    const url = await remote();
    const port = await world.open(url);
    expect(await port.readLocalLive()).toBeNull();
    await sync(port);
    const adopted = await step(port, null, world.first, 'a: 1\n');
    await port.writeLocalLive(adopted);
    await port.close();
    expect(await (await world.open(url)).readLocalLive()).toBe(adopted);
    expect(await (await world.open(url, 'elsewhere')).readLocalLive()).toBeNull();
  });
});
