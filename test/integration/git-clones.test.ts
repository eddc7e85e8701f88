import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { GitWorld, heads, liveRef, never, sync, writeStep } from '../support/git-port.ts';
import { TestGit } from '../support/git-repository.ts';

let world: GitWorld;

beforeEach(async () => {
  world = await GitWorld.create();
});

afterEach(() => world.close());

/** A line of commits on `ref`, each with another text; the ids, oldest first. */
async function line(count: number, ref: string, start: string | null): Promise<string[]> {
  const oids: string[] = [];
  let parents = start === null ? [] : [start];
  for (let i = 0; i < count; i += 1) {
    const oid = await world.bare.commit({ 'routes/shop.yaml': `${ref} ${i}\n` }, { parents, message: `${ref} ${i}` });
    oids.push(oid);
    parents = [oid];
  }
  await world.bare.git('update-ref', ref, parents[0] ?? '');
  return oids;
}

async function packs(gitdir: string): Promise<string[]> {
  const dir = join(gitdir, 'objects', 'pack');
  return (await readdir(dir)).filter((name) => name.endsWith('.pack')).map((name) => join(dir, name));
}

describe('a shallow clone', () => {
  test('holds both parents of live, and tells ancestry across its edge by fetching more', async () => {
    const main = await line(40, 'refs/heads/main', world.first);
    const server = await world.serve();
    const a = await world.open(server.url('mesh.git'), 'a');
    await sync(a);
    const adopted = await writeStep(a, null, main[39] ?? '', 'a: 1\n');
    await a.pushLive(adopted, null, never);
    const more = await line(30, 'refs/heads/main', main[39] ?? '');
    const head = more[29] ?? '';

    const b = await world.open(server.url('mesh.git'), 'b');
    await sync(b);
    expect((await b.readCommit(adopted)).parents).toEqual([main[39]]);
    expect((await b.readCommit(main[39] ?? '')).message).toBe('refs/heads/main 39\n');
    // Two commits deep it can't know; it digs, and only as far as it must.
    expect(await b.ancestry(main[39] ?? '', head)).toBe('yes');
    await expect(b.readCommit(world.first)).rejects.toMatchObject({ code: 'missing' });
    expect(await b.ancestry(head, main[39] ?? '')).toBe('no');
    expect(await b.ancestry(world.first, head)).toBe('yes');
    const step = await writeStep(b, adopted, head, 'a: 2\n');
    expect(await b.pushLive(step, adopted, never)).toEqual({ kind: 'pushed' });
    expect(await world.bare.fsck()).toBe('');
    expect(await new TestGit(world.gitdir('b')).fsck()).toBe('');
  });

  test('knows a rewritten branch as such, also when the old head lies beyond its edge', async () => {
    const main = await line(20, 'refs/heads/main', world.first);
    const port = await world.open((await world.serve()).url('mesh.git'));
    await sync(port);
    const rewritten = await line(20, 'refs/heads/main', main[5] ?? '');
    await sync(port);
    expect(await port.ancestry(main[19] ?? '', rewritten[19] ?? '')).toBe('no');
    expect(await port.ancestry(main[5] ?? '', rewritten[19] ?? '')).toBe('yes');
  });

  test('goes on after a merge of an old branch', async () => {
    const main = await line(10, 'refs/heads/main', world.first);
    const port = await world.open((await world.serve()).url('mesh.git'));
    await sync(port);
    const side = await line(3, 'refs/heads/side', main[1] ?? '');
    const parents = [main[9] ?? '', side[2] ?? ''];
    const merge = await world.bare.commit({ 'routes/shop.yaml': 'merged\n' }, { parents, ref: 'refs/heads/main' });
    expect((await sync(port)).intent).toBe(merge);
    expect(await port.ancestry(main[9] ?? '', merge)).toBe('yes');
    expect(await port.ancestry(merge, main[9] ?? '')).toBe('no');
    const adopted = await writeStep(port, null, merge, 'a: 1\n');
    expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
    expect(await world.bare.fsck()).toBe('');
  });

  test('tells the story of the live branch further back than it was fetched', async () => {
    const url = (await world.serve()).url('mesh.git');
    const a = await world.open(url, 'a');
    await sync(a);
    let live = await writeStep(a, null, world.first, 'a: 0\n');
    await a.pushLive(live, null, never);
    for (let i = 1; i < 8; i += 1) {
      const next = await writeStep(a, live, world.first, `a: ${i}\n`);
      expect(await a.pushLive(next, live, never)).toEqual({ kind: 'pushed' });
      live = next;
    }
    const b = await world.open(url, 'b');
    await sync(b);
    const log = await b.readLog(live, 6, never);
    expect(log.map(({ message }) => message.trim())).toEqual([7, 6, 5, 4, 3, 2].map((i) => `Step to a: ${i}`));
  });

  test('is made anew when it has too many packs, and keeps what was not pushed', async () => {
    const port = await world.open((await world.serve()).url('mesh.git'), 'clone', { limits: { maxPacks: 5 } });
    await sync(port);
    const local = await writeStep(port, null, world.first, 'only here\n');
    await port.writeLocalLive(local);
    let head = world.first;
    for (let i = 0; i < 12; i += 1) {
      [head = ''] = await line(1, 'refs/heads/main', head);
      await sync(port);
      expect((await packs(world.gitdir())).length).toBeLessThanOrEqual(5);
      expect((await port.readTree((await port.readCommit(head)).tree)).files.size).toBe(1);
    }
    expect(await readFile(join(world.gitdir(), 'shallow'), 'utf8')).toContain('\n');
    expect(await port.readLocalLive()).toBe(local);
    expect((await port.readTree((await port.readCommit(local)).tree)).files.get('routes/shop.yaml')?.text).toBe(
      'only here\n',
    );
    expect(await port.pushLive(local, null, never)).toEqual({ kind: 'pushed' });
    expect(await world.bare.fsck()).toBe('');
  });
});

describe('a clone that is damaged', () => {
  const read = async (port: Awaited<ReturnType<GitWorld['open']>>, oid: string) =>
    (await port.readTree((await port.readCommit(oid)).tree)).files.get('routes/shop.yaml')?.text;

  test.each([
    ['a pack is cut off', async (gitdir: string) => await truncate((await packs(gitdir))[0] ?? '', 40)],
    ['a pack is gone', async (gitdir: string) => await rm((await packs(gitdir))[0] ?? '')],
    [
      'an index is rubbish',
      async (gitdir: string) => await writeFile(((await packs(gitdir))[0] ?? '').replace(/pack$/, 'idx'), 'x'),
    ],
    ['all objects are gone', async (gitdir: string) => await rm(join(gitdir, 'objects'), { recursive: true })],
    [
      'the edge of its history is forgotten',
      async (gitdir: string) => await rm(join(gitdir, 'shallow'), { force: true }),
    ],
    ['a reference is empty', async (gitdir: string) => await writeFile(join(gitdir, 'refs/heads/main'), '')],
  ])('where %s, a restart fetches what is needed', async (_, damage) => {
    const url = (await world.serve()).url('mesh.git');
    const [, head = ''] = await line(2, 'refs/heads/main', world.first);
    const port = await world.open(url);
    await sync(port);
    await port.close();
    await damage(world.gitdir());
    const again = await world.open(url);
    await sync(again);
    expect(await read(again, head)).toBe('refs/heads/main 1\n');
    const adopted = await writeStep(again, null, head, 'a: 1\n');
    expect(await again.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
    const [next = ''] = await line(1, 'refs/heads/main', head);
    await sync(again);
    expect(await again.ancestry(head, next)).toBe('yes');
  });

  test('below a commit that can be read is found out by the reader, and healed by the next fetch', async () => {
    const url = (await world.serve()).url('mesh.git');
    const port = await world.open(url);
    const listed = await sync(port);
    await port.close();
    const [pack = ''] = await packs(world.gitdir());
    const bytes = await readFile(pack);
    // The commit comes first in a pack, and the blobs last.
    bytes.fill(0xff, bytes.length - 40, bytes.length - 20);
    await rm(pack);
    await writeFile(pack, bytes);
    const again = await world.open(url);
    expect(await again.fetch(listed, never)).toEqual({ kind: 'fetched' });
    await expect(read(again, world.first)).rejects.toMatchObject({ code: 'corrupt' });
    expect(await again.fetch(listed, never)).toEqual({ kind: 'fetched' });
    expect(await read(again, world.first)).toBe('a: 1\n');
  });

  test('of another remote is thrown away', async () => {
    const server = await world.serve();
    const other = await TestGit.initBare(join(world.root, 'other.git'));
    const theirs = await other.commit({ 'x.yaml': 'x\n' }, { ref: 'refs/heads/main' });
    const port = await world.open(server.url('mesh.git'));
    await sync(port);
    await port.writeLocalLive(await writeStep(port, null, world.first, 'a: 1\n'));
    await port.close();
    const again = await world.open(server.url('other.git'));
    expect((await sync(again)).intent).toBe(theirs);
    expect(await again.readLocalLive()).toBeNull();
    await expect(again.readCommit(world.first)).rejects.toMatchObject({ code: 'missing' });
  });

  test('by a kill in the middle of fetching heals at the next start', async () => {
    const texts = Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [`routes/r${i}.yaml`, `${Math.sin(i)}\n`.repeat(50)]),
    );
    const head = await world.bare.commit(texts, { parents: [world.first], ref: 'refs/heads/main' });
    const server = await world.serve();
    const url = server.url('mesh.git');
    for (const afterBytes of ['.pack', 'shallow', '.idx', 'refs/heads/main']) {
      await rm(world.gitdir(), { recursive: true, force: true });
      const script = fileURLToPath(new URL('../support/git-fetch-process.ts', import.meta.url));
      const child = spawn(process.execPath, [script, url, world.gitdir(), afterBytes], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
      const port = await world.open(url);
      await sync(port);
      expect((await port.readTree((await port.readCommit(head)).tree)).files.size).toBe(200);
      await port.close();
    }
  });
});

describe('a pack that would burst', () => {
  test.each([
    ['one file', { 'bomb.bin': '0'.repeat(2 << 20) }],
    ['many files', Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.bin`, `${i}`.repeat(900_000)]))],
  ])('by %s is refused while it is small, and what was there stays', async (_, files) => {
    const port = await world.open((await world.serve()).url('mesh.git'), 'clone', {
      limits: { maxPackedObjectBytes: 1 << 20, maxInflatedBytes: 4 << 20 },
    });
    const before = await sync(port);
    const bomb = await world.bare.commit(files, { parents: [world.first], ref: 'refs/heads/main' });
    const listed = await heads(port);
    expect(listed.intent).toBe(bomb);
    expect(await port.fetch(listed, never)).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('at most'),
    });
    expect((await port.readTree((await port.readCommit(before.intent ?? '')).tree)).files.size).toBe(1);
    await world.bare.git('update-ref', 'refs/heads/main', world.first);
    expect(await port.fetch(await heads(port), never)).toEqual({ kind: 'fetched' });
  });

  test('of many bytes on the wire is cut off', async () => {
    const port = await world.open((await world.serve()).url('mesh.git'), 'clone', {
      limits: { maxPackBytes: 100_000 },
    });
    const noise = Array.from({ length: 40_000 }, (_, i) => Math.sin(i).toString(36)).join('');
    await world.bare.commit({ 'noise.bin': noise }, { parents: [world.first], ref: 'refs/heads/main' });
    expect(await port.fetch(await heads(port), never)).toMatchObject({ kind: 'unreachable' });
  });
});

test('a deleted live branch is listed as gone, and is not fetched again', async () => {
  const port = await world.open((await world.serve()).url('mesh.git'));
  await sync(port);
  const adopted = await writeStep(port, null, world.first, 'a: 1\n');
  await port.pushLive(adopted, null, never);
  await port.writeLocalLive(adopted);
  await world.bare.git('update-ref', '-d', liveRef);
  expect((await sync(port)).live).toBeNull();
  expect(await port.readLocalLive()).toBe(adopted);
  expect(await port.pushLive(adopted, null, never)).toEqual({ kind: 'pushed' });
});
