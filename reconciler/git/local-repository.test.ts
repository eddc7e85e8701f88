import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { TestGit, temporaryFolder } from '../../test/support/git-repository.ts';
import { type LocalRepository, openLocalRepository } from './local-repository.ts';
import { readLog } from './log.ts';
import { commitChanges, commitWorkTree } from './work-tree.ts';

let root: string;
let git: TestGit;
let repository: LocalRepository;
let clean: () => Promise<void>;
let commits: string[];

beforeEach(async () => {
  const folder = await temporaryFolder();
  root = folder.path;
  git = await TestGit.init(join(root, 'mesh'));
  commits = [];
  for (let i = 0; i < 4; i += 1) {
    commits.push(
      await git.commit(
        { 'a.yaml': `a: ${i}\n` },
        { parents: commits.slice(-1), ref: 'refs/heads/main', message: `Change ${i}` },
      ),
    );
  }
  repository = await openLocalRepository(git.dir);
  clean = async () => {
    await repository.close();
    await folder.remove();
  };
});

afterEach(() => clean());

describe('a name for a commit', () => {
  test('may be a branch, HEAD, an id, its beginning, and steps back from them', async () => {
    const [first = '', second = '', third = '', head = ''] = commits;
    for (const words of ['main', 'refs/heads/main', 'HEAD', '@', head, head.slice(0, 10)])
      expect(await repository.resolve(words)).toBe(head);
    expect(await repository.resolve('main~')).toBe(third);
    expect(await repository.resolve('main~2')).toBe(second);
    expect(await repository.resolve('main^^^')).toBe(first);
    expect(await repository.resolve('HEAD^0')).toBe(head);
  });

  test('means the branch where a tag has the same name', async () => {
    await git.git('tag', 'main', commits[0] ?? '');
    expect(await repository.resolve('main')).toBe(commits[3]);
    expect(await repository.resolve('refs/tags/main')).toBe(commits[0]);
  });

  test('may be a tag, also an annotated one, or a remote branch', async () => {
    await git.git('tag', '-a', 'v1', '-m', 'One', commits[1] ?? '');
    await git.git('update-ref', 'refs/remotes/origin/main', commits[2] ?? '');
    expect(await repository.resolve('v1')).toBe(commits[1]);
    expect(await repository.resolve('origin/main')).toBe(commits[2]);
  });

  test('may be the second parent of a merge', async () => {
    const side = await git.commit({ 'b.yaml': 'b\n' }, { parents: [commits[0] ?? ''] });
    await git.commit({ 'a.yaml': 'm\n' }, { parents: [commits[3] ?? '', side], ref: 'refs/heads/main' });
    expect(await repository.resolve('main^2')).toBe(side);
    expect(await repository.resolve('main^2~1')).toBe(commits[0]);
    expect(await repository.resolve('main~1')).toBe(commits[3]);
  });

  test.each(['nothing', 'main~9', 'main^2', '', 'refs/heads/../../HEAD', '../config', 'a'.repeat(40), 'HEAD:a.yaml'])(
    'that means none, as %j, is an error',
    async (words) => {
      await expect(repository.resolve(words)).rejects.toMatchObject({ code: 'not-found' });
    },
  );
});

test('a log goes back along all parents, or the first ones, as far as it is asked', async () => {
  const side = await git.commit({ 'b.yaml': 'b\n' }, { parents: [commits[0] ?? ''], message: 'Side' });
  const merge = await git.commit({ 'a.yaml': 'm\n' }, { parents: [commits[3] ?? '', side], message: 'Merge' });
  const log = async (isFirstParentOnly: boolean, limit: number) =>
    (await readLog(repository, { from: merge, isFirstParentOnly, limit })).commits.map(({ message }) => message.trim());
  expect(await log(true, 10)).toEqual(['Merge', 'Change 3', 'Change 2', 'Change 1', 'Change 0']);
  expect(await log(true, 2)).toEqual(['Merge', 'Change 3']);
  expect((await log(false, 10)).toSorted()).toEqual(['Change 0', 'Change 1', 'Change 2', 'Change 3', 'Merge', 'Side']);
});

test('the branches of a folder are listed by their full names', async () => {
  await git.git('update-ref', 'refs/heads/sluice/live/eu', commits[0] ?? '');
  await git.git('pack-refs', '--all');
  await git.git('update-ref', 'refs/heads/sluice/live/us', commits[1] ?? '');
  expect([...(await repository.listRefs('refs/heads/sluice/live/'))]).toEqual([
    ['refs/heads/sluice/live/eu', commits[0]],
    ['refs/heads/sluice/live/us', commits[1]],
  ]);
});

describe('a work tree that is committed', () => {
  test('is a clean repository on main, without a git binary', async () => {
    const dir = join(root, 'new');
    await mkdir(join(dir, 'routes'), { recursive: true });
    await mkdir(join(dir, '.github'));
    await writeFile(join(dir, 'routes', 'shop.yaml'), 'a: 1\n');
    await writeFile(join(dir, '.github', 'ci.yaml'), 'b: 1\n');
    await writeFile(join(dir, '.gitignore'), 'secret.txt\n');
    await writeFile(join(dir, 'secret.txt'), 'x');
    await writeFile(join(dir, 'run.sh'), '#!/bin/sh\n');
    await chmod(join(dir, 'run.sh'), 0o755);
    const oid = await commitWorkTree(
      dir,
      'Begin the mesh',
      { name: 'Ada', email: 'ada@example.org' },
      1_700_000_000_000,
    );
    const made = new TestGit(dir);
    expect(await made.git('rev-parse', 'HEAD')).toBe(oid);
    expect(await made.git('symbolic-ref', 'HEAD')).toBe('refs/heads/main');
    expect(await made.git('status', '--porcelain')).toBe('');
    expect(await made.git('ls-tree', '-r', '--name-only', 'HEAD')).toBe(
      '.github/ci.yaml\n.gitignore\nroutes/shop.yaml\nrun.sh',
    );
    expect(await made.git('ls-tree', 'HEAD', 'run.sh')).toContain('100755');
    expect(await made.git('log', '-1', '--format=%an <%ae> %at %s')).toBe(
      'Ada <ada@example.org> 1700000000 Begin the mesh',
    );
    expect(await made.fsck()).toBe('');
  });

  test('takes further commits on top', async () => {
    const dir = join(root, 'more');
    const ada = { name: 'Ada', email: 'ada@example.org' };
    await mkdir(dir);
    await writeFile(join(dir, 'a.yaml'), 'a: 1\n');
    const first = await commitWorkTree(dir, 'One', ada, 1_700_000_000_000);
    await writeFile(join(dir, 'a.yaml'), 'a: 2\n');
    await writeFile(join(dir, 'b.yaml'), 'b: 1\n');
    const second = await commitChanges(dir, 'Two', ada, 1_700_000_001_000);
    const made = new TestGit(dir);
    expect(await made.git('log', '--format=%H %P')).toBe(`${second} ${first}\n${first}`);
    expect(await made.git('diff', '--name-status', first, second)).toBe('M\ta.yaml\nA\tb.yaml');
    expect(await made.git('status', '--porcelain')).toBe('');
    expect(await made.fsck()).toBe('');
  });

  test('is refused where there is a repository already', async () => {
    await expect(commitWorkTree(git.dir, 'x', { name: 'A', email: 'a@b' }, 0)).rejects.toMatchObject({
      code: 'exists',
    });
  });
});
