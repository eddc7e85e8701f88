import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { GitWorld, heads, liveRef, never, sync, writeStep } from '../support/git-port.ts';
import { TestGit } from '../support/git-repository.ts';

const run = promisify(execFile);
let world: GitWorld;

beforeEach(async () => {
  world = await GitWorld.create();
});

afterEach(() => world.close());

describe.each(['directory', 'http'] as const)('two processes on one repository over %s', (kind) => {
  test('leave a line of commits in which none is lost', { timeout: 60_000 }, async () => {
    const remote = kind === 'http' ? (await world.serve()).url('mesh.git') : world.bare.dir;
    const script = fileURLToPath(new URL('../support/git-race-process.ts', import.meta.url));
    const racers = await Promise.all(
      ['ada', 'bob'].map(async (name) => {
        const { stdout } = await run(process.execPath, [script, remote, world.gitdir(name), name, '12'], {
          timeout: 50_000,
        });
        return stdout.trim().split('\n');
      }),
    );
    const line = (await world.bare.git('log', '--first-parent', '--format=%H', liveRef)).split('\n');
    expect(line.slice(0, -1).toSorted()).toEqual(racers.flat().toSorted());
    expect(line.at(-1)).toBe(world.first);
    expect(await world.bare.fsck()).toBe('');
    const leftOver = (await readdir(world.bare.dir)).filter((name) => name.startsWith('sluice-'));
    expect(leftOver).toEqual([]);
  });
});

describe('a folder that goes away, as a mount does', () => {
  test('is unreachable, not empty; nothing is made in its place, and all is well when it is back', async () => {
    const port = await world.open(world.bare.dir, 'clone');
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    const away = `${world.bare.dir}-away`;
    await rename(world.bare.dir, away);
    const reason = expect.stringContaining('no git repository');
    expect(await port.list(never)).toEqual({ kind: 'unreachable', reason });
    expect(await port.pushLive(adopted, null, never)).toMatchObject({ kind: 'unknown' });
    await expect(writeStep(port, adopted, world.first, 'a: 2\n')).rejects.toThrow('ENOENT');
    await rename(away, world.bare.dir);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
  });
});

describe('a lock', () => {
  const quick = { limits: { lockMs: 100 } };

  async function ready(): Promise<{ port: Awaited<ReturnType<GitWorld['open']>>; adopted: string; lock: string }> {
    const port = await world.open(world.bare.dir, 'clone', quick);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    const lock = join(world.bare.dir, `${liveRef}.lock`);
    await mkdir(join(lock, '..'), { recursive: true });
    return { port, adopted, lock };
  }

  test('of git is respected, and the push says which file it waits for', async () => {
    const { port, adopted, lock } = await ready();
    await writeFile(lock, '');
    expect(await port.pushLive(adopted, null, never)).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining(lock),
    });
    await rm(lock);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
  });

  test('of git while the branch moves is `moved`', async () => {
    const { port, adopted, lock } = await ready();
    await world.bare.git('update-ref', liveRef, world.first);
    await writeFile(lock, '');
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'moved' });
  });

  test('of a Sluice that was killed is taken away', async () => {
    const { port, adopted, lock } = await ready();
    const dead = spawn('true');
    await once(dead, 'exit');
    const record = join(world.bare.dir, `sluice-lock-${hostname()}-${dead.pid}-0123456789ab`);
    await writeFile(record, `${adopted}\n`);
    await link(record, lock);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
    expect((await readdir(world.bare.dir)).filter((name) => name.startsWith('sluice-'))).toEqual([]);
  });

  test('that was taken away, or was never made, leaves no record behind', async () => {
    const dead = spawn('true');
    await once(dead, 'exit');
    const name = (pid: number | undefined): string => `sluice-lock-${hostname()}-${pid}-0123456789ab`;
    await writeFile(join(world.bare.dir, name(dead.pid)), '');
    await writeFile(join(world.bare.dir, name(process.ppid)), '');
    await world.open(world.bare.dir);
    const left = (await readdir(world.bare.dir)).filter((file) => file.startsWith('sluice-'));
    expect(left).toEqual([name(process.ppid)]);
  });

  test('of a Sluice with our own process id, before a restart, is taken away', async () => {
    const { port, adopted, lock } = await ready();
    const record = join(world.bare.dir, `sluice-lock-${hostname()}-${process.pid}-0123456789ab`);
    await writeFile(record, `${adopted}\n`);
    await link(record, lock);
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
  });

  test('of a Sluice that runs is respected, unless it is a minute old', async () => {
    const { port, adopted, lock } = await ready();
    const running = spawn('sleep', ['60']);
    const record = join(world.bare.dir, `sluice-lock-${hostname()}-${running.pid}-0123456789ab`);
    await writeFile(record, `${adopted}\n`);
    await link(record, lock);
    expect(await port.pushLive(adopted, null, never)).toMatchObject({ kind: 'unknown' });
    const later = await world.open(world.bare.dir, 'later', { ...quick, clock: { now: () => Date.now() + 61_000 } });
    expect(await later.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
    running.kill();
    await once(running, 'exit');
  });

  test('is not needed to say that a branch is in the way', async () => {
    const { port, adopted, lock } = await ready();
    await rm(join(lock, '../..'), { recursive: true });
    await world.bare.git('update-ref', 'refs/heads/sluice', world.first);
    expect(await port.pushLive(adopted, null, never)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('in the way'),
    });
  });
});

describe('a directory', () => {
  test('may be a work tree, whose files and index stay as they are', async () => {
    const tree = await TestGit.init(join(world.root, 'tree'));
    await writeFile(join(tree.dir, 'a.yaml'), 'a: 1\n');
    await tree.git('add', '.');
    await tree.git('commit', '-qm', 'First');
    const port = await world.open(tree.dir);
    const { intent } = await sync(port);
    const adopted = await writeStep(port, null, intent ?? '', 'a: 1\n');
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
    expect(await tree.git('status', '--porcelain')).toBe('');
    expect(await tree.fsck()).toBe('');
  });

  test('may be a linked work tree, or borrow its objects', async () => {
    const linked = join(world.root, 'linked');
    await world.bare.git('worktree', 'add', '-q', '--detach', linked, world.first);
    expect((await sync(await world.open(linked, 'a'))).intent).toBe(world.first);
    const borrower = join(world.root, 'borrower.git');
    await run('git', ['clone', '-q', '--bare', '--shared', world.bare.dir, borrower]);
    const port = await world.open(borrower, 'b');
    expect((await port.readCommit((await sync(port)).intent ?? '')).message).toBe('Change\n');
  });

  test('may have its references packed', async () => {
    const port = await world.open(world.bare.dir);
    const adopted = await writeStep(port, null, world.first, 'a: 1\n');
    await port.pushLive(adopted, null, never);
    await world.bare.git('pack-refs', '--all', '--prune');
    await world.bare.git('gc', '-q', '--prune=now');
    expect(await heads(port)).toEqual({ intent: world.first, live: adopted, marker: null });
    const next = await writeStep(port, adopted, world.first, 'a: 2\n');
    expect(await port.pushLive(next, null, never)).toEqual({ kind: 'moved' });
    expect(await port.pushLive(next, adopted, never)).toEqual({ kind: 'pushed' });
    expect(await world.bare.git('rev-parse', liveRef)).toBe(next);
    expect(await world.bare.fsck()).toBe('');
  });

  test.each([
    ['a sha256 repository', ['init', '-q', '--bare', '--object-format=sha256'], 'sha256'],
    ['an unknown extension', ['init', '-q', '--bare'], 'extension'],
  ])('that is %s is refused with a reason', async (_, args, reason) => {
    const dir = join(world.root, 'other.git');
    await run('git', [...args, dir]);
    if (reason === 'extension') {
      await run('git', ['-C', dir, 'config', 'core.repositoryformatversion', '1']);
      await run('git', ['-C', dir, 'config', 'extensions.novelty', 'true']);
    }
    await expect(world.open(dir, 'other')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining(reason),
    });
  });

  test('that is none, or a URL of another kind, is refused with a reason', async () => {
    await expect(world.open(join(world.root, 'nothing'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(world.open('ssh://git@example.org/mesh.git')).rejects.toMatchObject({ code: 'unsupported' });
    await expect(world.open(world.bare.dir, 'x', { cluster: '../../main' })).rejects.toMatchObject({
      code: 'unsupported',
    });
    await expect(world.open(world.bare.dir, 'x', { intentBranch: 'sluice/live/default' })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});

describe('a hostile commit', () => {
  test('is refused by name, and the rest of the repository is read', async () => {
    const tree = await world.bare.git('rev-parse', `${world.first}^{tree}`);
    const person = 'Ada <ada@example.org> 1700000000 +0000';
    const raw = `tree ${tree}\nparent ${world.first}\nauthor ${person}\nauthor Eve <eve@example.org> 1700000000 +0000\ncommitter ${person}\n\nHello\n`;
    const oid = await world.bare.hashObject('commit', raw);
    await world.bare.git('update-ref', 'refs/heads/main', oid);
    for (const remote of [world.bare.dir, (await world.serve()).url('mesh.git')]) {
      const port = await world.open(remote, remote.startsWith('http') ? 'h' : 'd');
      expect((await sync(port)).intent).toBe(oid);
      await expect(port.readCommit(oid)).rejects.toMatchObject({
        code: 'hostile',
        message: expect.stringContaining('author'),
      });
      expect((await port.readTree(tree)).files.size).toBe(1);
    }
  });
});
