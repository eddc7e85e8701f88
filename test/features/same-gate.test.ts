// `lint` of a work tree and `plan` of its commit are one gate: what the one calls clean the other lets in.

import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Command, Flags } from '../../reconciler/commands/command.ts';
import { lint } from '../../reconciler/commands/lint.ts';
import { plan } from '../../reconciler/commands/plan.ts';
import { TestGit, temporaryFolder } from '../support/git-repository.ts';
import { shopFiles } from '../support/shop.ts';

const { signal } = new AbortController();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let work: TestGit;

beforeEach(async () => {
  folder = await temporaryFolder();
  work = await TestGit.init(join(folder.path, 'work'));
  for (const [path, text] of Object.entries(shopFiles({ weights: [100, 0] }))) await put(path, text);
  await commitAll();
});
afterEach(() => folder.remove());

async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(join(work.dir, path)), { recursive: true });
  await writeFile(join(work.dir, path), content);
}

async function link(target: string, path: string): Promise<void> {
  await symlink(target, join(work.dir, path));
}

async function commitAll(): Promise<void> {
  await work.git('add', '-A');
  await work.git('commit', '-q', '--allow-empty', '-m', 'Change');
}

/** Another repository with a commit, in a folder of this one. */
async function nest(path: string): Promise<void> {
  const inner = await TestGit.init(join(work.dir, path));
  await writeFile(join(inner.dir, 'a.yaml'), 'a: 1\n');
  await inner.git('add', '-A');
  await inner.git('commit', '-q', '-m', 'Inner');
}

/** `rule file` of each finding, sorted. */
async function rulesOf(command: Command, flags: Flags = {}): Promise<readonly string[]> {
  let told = '';
  const io = {
    out: (text: string) => (told += text),
    err: (text: string) => expect.fail(text),
    colour: false,
    cwd: work.dir,
    env: { XDG_CACHE_HOME: folder.path },
  };
  const code = await command.run({ words: [], flags: { ...flags, json: true }, io, signal });
  // Our own command's answer.
  const { findings } = JSON.parse(told) as { findings: { rule: string; severity: string; file: string | null }[] };
  expect(code).toBe(findings.some(({ severity }) => severity === 'error') ? 1 : 0);
  return findings.map(({ rule, file }) => `${rule} ${file ?? ''}`).sort();
}

const linted = (): Promise<readonly string[]> => rulesOf(lint);
const planned = (): Promise<readonly string[]> => rulesOf(plan, { base: 'HEAD', head: 'HEAD' });

const broken = 'kind: [\n';
const trees: readonly (readonly [string, () => Promise<void>, readonly RegExp[]])[] = [
  ['nothing wrong', () => put('README.md', 'words'), []],
  ['a symlink to a folder', () => link('routes', 'more'), [/^symlink more$/]],
  ['a symlink to a file', () => link('routes/checkout.yaml', 'link.yaml'), [/^symlink link.yaml$/]],
  ['a symlink without a suffix of policies', () => link('README.md', 'link'), [/^symlink link$/]],
  ['a symlink that leads nowhere', () => link('nowhere', 'link'), [/^symlink link$/]],
  ['a hidden symlink', () => link('routes', '.more'), []],
  [
    'a Git LFS pointer',
    () => put('routes/big.yaml', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
    [/^lfs-pointer routes\/big.yaml$/],
  ],
  ['a submodule', () => nest('vendor'), [/^submodule vendor$/]],
  ['a broken file in node_modules', () => put('vendor/node_modules/x.yaml', broken), [/x\.yaml$/]],
  ['a NUL byte', () => put('routes/nul.yaml', 'a: "\0"\n'), [/^not-utf8 routes\/nul.yaml$/]],
  ['Latin-1', () => put('routes/old.yaml', Buffer.from('a: gr\xfcn\n', 'latin1')), [/^not-utf8 routes\/old.yaml$/]],
  ['a file that is too large', () => put('big.json', ' '.repeat(1_100_000)), [/^file-too-large big.json$/]],
  [
    'names that differ in case',
    async () => Promise.all([put('A.md', ''), put('a.md', '')]).then(() => undefined),
    [/^hostile-tree a.md$/],
  ],
  ['a broken file in a dot-folder', () => put('.github/x.yaml', broken), []],
  ["Sluice's own folder", () => put('.sluice/state.yaml', 'version: 1\n'), [/^reserved-path \.sluice\/state.yaml$/]],
  [
    'a folder that Git ignores',
    async () => {
      await put('.gitignore', 'node_modules/\n/out/*.yaml\n!/out/kept.yaml\n');
      await put('node_modules/x.yaml', broken);
      await put('out/x.yaml', broken);
      await put('out/kept.yaml', broken);
    },
    [/^\S+ out\/kept.yaml$/],
  ],
  [
    'an ignored file that is tracked all the same',
    async () => {
      await put('out/x.yaml', broken);
      await commitAll();
      await put('.gitignore', 'out/\n');
      await put('out/y.yaml', broken);
    },
    [/^\S+ out\/x.yaml$/],
  ],
];

test.each(trees)('%s', async (_, change, expected) => {
  await change();
  const before = await linted();
  await commitAll();
  expect(before).toEqual(await planned());
  expect(before).toHaveLength(expected.length);
  for (const [index, rule] of expected.entries()) expect(before[index]).toMatch(rule);
});

test('a submodule that nobody checked out', async () => {
  const head = await work.git('rev-parse', 'HEAD');
  await work.git('update-index', '--add', '--cacheinfo', `160000,${head},vendor`);
  await mkdir(join(work.dir, 'vendor'));
  await work.git('commit', '-q', '-m', 'Submodule');
  expect(await linted()).toEqual(['submodule vendor']);
  expect(await planned()).toEqual(['submodule vendor']);
});

test.each(['2', '3', '4'])('what is tracked, in an index of version %s', async (version) => {
  await put('out/x.yaml', broken);
  await put('out/long/er/y.yaml', broken);
  await commitAll();
  await put('.gitignore', 'out/\n');
  await put('out/z.yaml', broken);
  // Only an entry with an extended flag makes git write version 3.
  if (version === '3') {
    await put('new.md', '');
    await work.git('add', '--intent-to-add', 'new.md');
  } else await work.git('update-index', '--index-version', version);
  expect((await readFile(join(work.dir, '.git/index'))).readUInt32BE(4)).toBe(Number(version));
  expect(await linted()).toEqual(['yaml-syntax out/long/er/y.yaml', 'yaml-syntax out/x.yaml']);
});
