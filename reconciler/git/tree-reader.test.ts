import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { TestGit, temporaryFolder } from '../../test/support/git-repository.ts';
import { defaultLimits, type GitLimits } from './limits.ts';
import { loosePath } from './loose-object.ts';
import { objectId } from './object.ts';
import { ObjectStore } from './object-store.ts';
import { TreeReader } from './tree-reader.ts';
import { writeTree } from './tree-writer.ts';

let git: TestGit;
let objectsDir: string;
let store: ObjectStore;
let clean: () => Promise<void>;

beforeEach(async () => {
  const folder = await temporaryFolder();
  git = await TestGit.initBare(join(folder.path, 'mesh.git'));
  objectsDir = join(git.dir, 'objects');
  store = await ObjectStore.open(objectsDir);
  clean = async () => {
    await store.close();
    await folder.remove();
  };
});

afterEach(() => clean());

function reader(limits: Partial<GitLimits> = {}): TreeReader {
  return new TreeReader(store, { ...defaultLimits, ...limits });
}

/** A tree of one file beside entries in git's own notation: `120000 blob <oid>\tname`. */
async function treeWith(...lines: string[]): Promise<string> {
  const good = await git.pipe(['hash-object', '-w', '--stdin'], 'a: 1\n');
  return await git.pipe(['mktree', '--missing'], [`100644 blob ${good}\ta.yaml`, ...lines].join('\n') + '\n');
}

async function blob(bytes: Buffer | string): Promise<string> {
  return await git.pipe(['hash-object', '-w', '--stdin'], bytes);
}

describe('of a commit', () => {
  test('the policy files are read, outside dot-folders, and all of .sluice', async () => {
    const tree = await git.tree({
      'b.yml': 'b',
      'routes/shop.yaml': 's',
      'routes/rule.rego': 'r',
      'access/x.json': '{}',
      'README.md': 'no',
      '.github/workflows/ci.yaml': 'no',
      'routes/.hidden/x.yaml': 'no',
      '.sluice/state.yaml': 'state',
      '.sluice/other.txt': 'too',
    });
    const { files, findings } = await reader().read(tree);
    expect([...files.keys()]).toEqual([
      '.sluice/other.txt',
      '.sluice/state.yaml',
      'access/x.json',
      'b.yml',
      'routes/rule.rego',
      'routes/shop.yaml',
    ]);
    expect(findings).toEqual([]);
  });

  test.each([
    ['symlink', '120000', 'link.yaml', '/etc/passwd', 'symlink'],
    ['symlink to a folder', '120000', 'link', '/etc', 'symlink'],
    [
      'LFS pointer',
      '100644',
      'big.yaml',
      'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
      'lfs-pointer',
    ],
    ['Latin-1 file', '100644', 'x.yaml', Buffer.from('gr\xfcn', 'latin1'), 'not-utf8'],
    ['file with a NUL', '100644', 'x.yaml', 'a\0b', 'not-utf8'],
    ['file of more than 1 MB', '100644', 'x.yaml', 'x'.repeat((1 << 20) + 1), 'file-too-large'],
  ])('a %s is a finding with its place, and the rest is read', async (_, mode, name, bytes, rule) => {
    const tree = await treeWith(`${mode} blob ${await blob(bytes)}\t${name}`);
    const { files, findings } = await reader().read(tree);
    expect([...files.keys()]).toEqual(['a.yaml']);
    expect(findings).toMatchObject([{ rule, severity: 'error', file: name }]);
  });

  test('a submodule is a finding, and one in a dot-folder is not', async () => {
    const commit = 'c'.repeat(40);
    const hidden = await git.pipe(['mktree', '--missing'], `160000 commit ${commit}\tx\n`);
    const tree = await treeWith(`160000 commit ${commit}\tvendor`, `40000 tree ${hidden}\t.deps`);
    expect((await reader().read(tree)).findings).toMatchObject([{ rule: 'submodule', file: 'vendor' }]);
  });

  test('names that would be misread are findings that print safely', async () => {
    const oid = await blob('x: 1\n');
    const raw = Buffer.concat([
      Buffer.from('100644 ..\0'),
      Buffer.from(oid, 'hex'),
      Buffer.from('100644 a\n::error::x.yaml\0'),
      Buffer.from(oid, 'hex'),
    ]);
    const { files, findings } = await reader().read(await git.hashObject('tree', raw));
    expect(files.size).toBe(0);
    expect(findings.map(({ rule, file }) => `${rule} ${file}`)).toEqual([
      'hostile-tree ..',
      'hostile-tree a\\u000a::error::x.yaml',
    ]);
  });

  test('too many files, or too many bytes, are a finding and not a long wait', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.yaml`, 'x'.repeat(100)]));
    const tree = await git.tree(files);
    const rules = async (limits: Partial<GitLimits>) =>
      (await reader(limits).read(tree)).findings.map(({ rule }) => rule);
    expect(await rules({})).toEqual([]);
    expect(await rules({ maxPolicyFiles: 20 })).toEqual(['repository-too-large']);
    expect(await rules({ maxPolicyBytes: 1000 })).toEqual(['repository-too-large']);
    expect(await rules({ maxTreeEntries: 10 })).toEqual(['repository-too-large']);
  });

  test('folders that hold one another many times over end at a limit, with one finding', async () => {
    let tree = await git.tree({ 'x.yaml': 'x\n' });
    for (let depth = 0; depth < 20; depth += 1) {
      const lines = Array.from({ length: 10 }, (_, i) => `40000 tree ${tree}\td${i}\n`);
      tree = await git.pipe(['mktree'], lines.join(''));
    }
    const { findings } = await reader({ maxTreeEntries: 5_000 }).read(tree);
    expect(findings).toMatchObject([{ rule: 'repository-too-large', file: null }]);
  });

  test('a bomb is measured and never inflated', async () => {
    const size = 200 << 20;
    const oid = 'd'.repeat(40);
    await mkdir(join(objectsDir, 'dd'), { recursive: true });
    await writeFile(
      loosePath(objectsDir, oid),
      deflateSync(Buffer.concat([Buffer.from(`blob ${size}\0`), Buffer.alloc(1 << 20)])),
    );
    const { findings } = await reader().read(await treeWith(`100644 blob ${oid}\tbomb.yaml`));
    expect(findings).toMatchObject([{ rule: 'file-too-large', file: 'bomb.yaml' }]);
  });

  test('an object that holds more than it says, less, or something else, is damage', async () => {
    for (const content of ['blob 3\0four', 'blob 9\0four', 'blob 4\0five', 'blob -1\0', 'blub 4\0four', '']) {
      const oid = objectId('blob', Buffer.from('four'));
      await mkdir(join(objectsDir, oid.slice(0, 2)), { recursive: true });
      await writeFile(loosePath(objectsDir, oid), deflateSync(Buffer.from(content)));
      await expect(store.find(oid, 1000)).rejects.toMatchObject({ code: 'corrupt' });
    }
  });
});

describe('packed by git with deltas', () => {
  test('every object reads as it did', async () => {
    const before = new Map<string, string>();
    let text = Array.from({ length: 400 }, (_, i) => `line ${i}\n`).join('');
    const parents: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      text = text.replace(`line ${i * 7}\n`, `changed ${i}\n`);
      const commit = await git.commit(
        { 'routes/large.yaml': text, [`f${i}.yaml`]: `${i}` },
        { parents, ref: 'refs/heads/main' },
      );
      parents.splice(0, 1, commit);
      before.set(await git.git('rev-parse', `${commit}^{tree}`), text);
    }
    await git.git('repack', '-adfq', '--depth=50', '--window=50');
    await git.git('prune-packed', '-q');
    expect(await git.git('verify-pack', '-v', ...(await packs()))).toContain('chain length = ');
    await store.refresh();
    for (const [tree, expected] of before) {
      expect((await reader().read(tree)).files.get('routes/large.yaml')?.text).toBe(expected);
    }
    const oids = (await git.git('rev-list', '--objects', '--all')).split('\n').map((line) => line.slice(0, 40));
    for (const oid of oids) expect((await store.find(oid, 1 << 20)).kind).toBe('object');
    const tree = [...before.keys()].at(-1) ?? '';
    // Through a delta, too, the size is known before the bytes are made.
    expect((await reader({ maxFileBytes: 100 }).read(tree)).findings).toMatchObject([
      { rule: 'file-too-large', file: 'routes/large.yaml' },
    ]);
  });

  async function packs(): Promise<string[]> {
    const names = await readdir(join(objectsDir, 'pack'));
    return names.filter((name) => name.endsWith('.idx')).map((name) => join(objectsDir, 'pack', name));
  }
});

test('a state may be larger than a policy, and the same bytes as a policy are too large', async () => {
  const text = `a: ${'x'.repeat(2 << 20)}\n`;
  const commit = await git.commit({ '.sluice/state.yaml': text, 'policy.yaml': text }, { ref: 'refs/heads/main' });
  await store.refresh();
  const { files, findings } = await reader().read(await git.git('rev-parse', `${commit}^{tree}`));
  expect(files.get('.sluice/state.yaml')?.text).toBe(text);
  expect(findings).toMatchObject([{ rule: 'file-too-large', file: 'policy.yaml' }]);
});

describe('a tree is written', () => {
  const write = (root: string, changes: Record<string, string | null>) =>
    writeTree(store, reader(), root, new Map(Object.entries(changes)));

  test('with the ids that git would give', async () => {
    const base = { 'routes/shop.yaml': 'a', 'routes/deep/x.yaml': 'x', 'README.md': 'r' };
    const root = await git.tree(base);
    expect(await write(root, {})).toBe(root);
    expect(await write(root, { 'routes/shop.yaml': 'a' })).toBe(root);
    expect(await write(root, { 'routes/shop.yaml': 'b', 'new/y.yaml': 'y' })).toBe(
      await git.tree({ ...base, 'routes/shop.yaml': 'b', 'new/y.yaml': 'y' }),
    );
    expect(await write(root, { 'routes/deep/x.yaml': null })).toBe(
      await git.tree({ 'routes/shop.yaml': 'a', 'README.md': 'r' }),
    );
    expect(await write(root, { 'gone/x.yaml': null })).toBe(root);
    expect(await git.fsck()).toBe('');
  });

  test('from nothing and to nothing', async () => {
    const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
    const root = await write(empty, { 'a/b.yaml': 'x' });
    expect(root).toBe(await git.tree({ 'a/b.yaml': 'x' }));
    expect(await write(root, { 'a/b.yaml': null })).toBe(empty);
    expect(await git.git('cat-file', '-t', empty)).toBe('tree');
  });

  test('with the modes of what it does not change, and of executables', async () => {
    const oid = await blob('x: 1\n');
    const root = await treeWith(`100755 blob ${oid}\trun.yaml`, `120000 blob ${oid}\tlink`);
    const changed = await write(root, { 'run.yaml': 'x: 2\n' });
    expect(await git.git('ls-tree', changed)).toContain('100755 blob');
    expect(await git.git('ls-tree', changed)).toContain('120000 blob');
  });

  test.each(['../x.yaml', '/x.yaml', 'a//b.yaml', '.git/config', 'a/./b', ''])(
    'never under the name %j',
    async (path) => {
      await expect(write(await treeWith(), { [path]: 'x' })).rejects.toMatchObject({ code: 'hostile' });
    },
  );

  test('never over one that could be read in two ways', async () => {
    const oid = Buffer.from(await blob('x: 1\n'), 'hex');
    const entry = Buffer.concat([Buffer.from('100644 x.yaml\0'), oid]);
    const twice = await git.hashObject('tree', Buffer.concat([entry, entry]));
    await expect(write(twice, { 'y.yaml': 'y' })).rejects.toMatchObject({ code: 'hostile' });
  });

  test('over an object that was damaged on disk', async () => {
    const root = await write(await treeWith(), { 'b.yaml': 'whole' });
    const oid = objectId('blob', Buffer.from('whole'));
    await rm(loosePath(objectsDir, oid));
    await writeFile(loosePath(objectsDir, oid), 'half');
    expect(await write(await treeWith(), { 'b.yaml': 'whole' })).toBe(root);
    expect((await reader().read(root)).files.get('b.yaml')?.text).toBe('whole');
  });
});
