// Rules of another repository, pulled into this one: real Git over HTTP and by a path, signed or not, hostile or not.

import { mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lint } from '../../reconciler/commands/lint.ts';
import { rules } from '../../reconciler/commands/rules.ts';
import { testCommand } from '../../reconciler/commands/test.ts';
import { called } from '../support/called.ts';
import { startGitServer } from '../support/git-server.ts';
import { service, writeFiles } from '../support/lint-folder.ts';
import { cart, library, names, openOffice, tested, type Office } from '../support/office-rules.ts';
import { sluice, type Ended } from '../support/sluice-process.ts';

let office: Office;

beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function pulledFiles(below = 'rules/office'): Promise<readonly string[]> {
  const entries = await readdir(join(office.mesh, below), { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(join(office.mesh, below).length + 1)).toSorted();
}

test.each(['http', 'path'])('rules and their tests come by %s, with their origin', async (kind) => {
  const source = kind === 'http' ? office.url : '../office.git';
  const { code, out, err } = await office.pull(source, '--path', 'rules');
  expect(code, err).toBe(0);
  expect(out).toBe(`2 rules and 1 test of ${source} at ${office.first.slice(0, 7)} into rules/office\n3 added\n`);
  expect(await pulledFiles()).toEqual(['cart.rego', 'cart_test.rego', 'lib/names.rego', 'origin.yaml']);
  expect([
    await office.pulled('cart.rego'),
    await office.pulled('cart_test.rego'),
    await office.pulled('lib/names.rego'),
  ]).toEqual([cart, tested, names]);
  const origin = await office.pulled('origin.yaml');
  expect(origin).toContain(`metadata:\n  name: rules.office\nspec:\n  source: ${source}\n  ref: HEAD\n  commit: `);
  expect(origin).toContain(office.first);
  expect(origin).not.toContain('signer');
  expect(await called(lint, office.mesh, ['--no-cache'])).toMatchObject({ code: 0 });
  expect(await called(testCommand, office.mesh, [])).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 test,'),
  });
  expect(await office.pull(source, '--path', './rules/')).toMatchObject({
    code: 0,
    out: expect.stringContaining('nothing'),
  });
  expect(await office.pulled('origin.yaml')).toBe(origin);
});

test('an update takes changes over, and removes what is gone with the folders that it leaves empty', async () => {
  await office.pull(office.url, '--path', 'rules');
  const { 'rules/lib/names.rego': _, 'rules/cart_test.rego': __, ...rest } = library;
  const changed = { ...rest, 'rules/cart.rego': `${cart}# more\n`, 'rules/new.rego': 'package office.new\n' };
  const second = await office.git.commit(changed, { parents: [office.first], ref: 'refs/heads/main' });
  const { out } = await office.pull(office.url, '--path', 'rules', '--json');
  expect(JSON.parse(out)).toEqual({
    version: 1,
    source: office.url,
    ref: 'HEAD',
    commit: second,
    path: 'rules',
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    signer: null,
    to: 'rules/office',
    files: ['cart.rego', 'new.rego'],
    changes: [
      { path: 'cart.rego', how: 'changed' },
      { path: 'cart_test.rego', how: 'removed' },
      { path: 'lib/names.rego', how: 'removed' },
      { path: 'new.rego', how: 'added' },
    ],
  });
  expect(await readdir(join(office.mesh, 'rules/office'))).toEqual(['cart.rego', 'new.rego', 'origin.yaml']);
});

test('a branch, a tag, and a commit that no name leads to directly', async () => {
  await office.git.git('tag', '-a', '-m', 'one', 'v1', office.first);
  const second = await office.git.commit(
    { 'a.rego': 'package a\n' },
    { parents: [office.first], ref: 'refs/heads/next' },
  );
  await office.git.commit({ 'b.rego': 'package b\n' }, { parents: [second], ref: 'refs/heads/main' });
  for (const source of [office.url, office.git.dir]) {
    const commits: unknown[] = [];
    for (const ref of ['next', 'v1', 'refs/tags/v1', office.first, second]) {
      const { out, code, err } = await office.pull(source, '--ref', ref, '--to', 'vendor/x', '--json');
      expect(code, err).toBe(0);
      // Our own command's answer.
      commits.push((JSON.parse(out) as { commit: string }).commit);
    }
    expect(commits).toEqual([second, office.first, office.first, office.first, second]);
    for (const ref of ['nothing', 'v1~1x', '../x', 'f'.repeat(40)]) {
      expect(await office.pull(source, '--ref', ref, '--to', 'vendor/x')).toMatchObject({ code: 2, out: '' });
    }
  }
});

test('from a folder of the repository, and into one that is named from there', async () => {
  await mkdir(join(office.mesh, 'deep'));
  const inDeep = (...words: readonly string[]): Promise<Ended> =>
    called(rules, join(office.mesh, 'deep'), ['pull', '../../office.git', '--path', 'other', ...words]);
  expect((await inDeep()).out).toContain(' of ../office.git at ');
  expect((await inDeep('--to', 'here')).out).toContain(' into here\n');
  expect(await pulledFiles('rules/office')).toEqual(['origin.yaml', 'other.rego']);
  expect(await pulledFiles('deep/here')).toEqual(['origin.yaml', 'other.rego']);
  expect(await called(lint, office.mesh, ['--no-cache'])).toMatchObject({ code: 0 });
});

test.each([
  [['--to', '../elsewhere'], 'outside of the mesh repository'],
  [['--to', '.'], 'a folder of its own'],
  [['--to', '.sluice/rules'], 'not read in folders of such a name'],
  [['--to', 'link'], 'link is a symbolic link'],
  [['--to', 'link/below'], 'link is a symbolic link'],
  [['--to', 'service.yaml'], 'is no folder'],
  [['--path', '../x'], 'name a folder of the source'],
  [['--path', 'nowhere'], 'no such folder'],
  [['--path', 'README.md'], 'no such folder'],
  [['--signers', 'gone', '--unsigned'], 'do not go together'],
])('%j is refused, and nothing is written', async (words, reason) => {
  await mkdir(join(office.path, 'outside'));
  await symlink(join(office.path, 'outside'), join(office.mesh, 'link'));
  const { code, out, err } = await office.pull(office.git.dir, ...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(reason);
  expect(await readdir(office.mesh)).toEqual(['.git', 'link', 'service.yaml']);
  expect(await readdir(join(office.path, 'outside'))).toEqual([]);
});

test.each(['ssh://git@example.com/office', 'git@example.com:office', 'file:///office', 'http://x.example/a?token=b'])(
  'a source that is none of ours: %s',
  async (source) => expect(await office.pull(source)).toMatchObject({ code: 2, err: expect.stringContaining('give ') }),
);

test("rules that no pull put there are not overwritten, and another pull's folder is not entered", async () => {
  await writeFiles(office.mesh, { 'rules/office/own.rego': 'package own\n' });
  const refused = await office.pull(office.git.dir, '--path', 'rules');
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('rules/office/own.rego was put there by no') });
  expect(await pulledFiles()).toEqual(['own.rego']);
  await rm(join(office.mesh, 'rules/office/own.rego'));
  await office.pull(office.git.dir, '--path', 'rules');
  for (const to of ['rules', 'rules/office/more']) {
    expect(await office.pull(office.git.dir, '--to', to)).toMatchObject({
      code: 2,
      err: expect.stringContaining('other rules'),
    });
  }
  await writeFiles(office.mesh, { 'rules/office/origin.yaml': service });
  expect(await office.pull(office.git.dir)).toMatchObject({
    code: 2,
    err: expect.stringContaining('is no RuleOrigin'),
  });
});

test('a pull that broke off is done again', async () => {
  await office.pull(office.git.dir, '--path', 'rules');
  const origin = await office.pulled('origin.yaml');
  await rm(join(office.mesh, 'rules/office/origin.yaml'));
  await rm(join(office.mesh, 'rules/office/cart.rego'));
  expect(await office.pull(office.git.dir, '--path', 'rules')).toMatchObject({
    code: 0,
    out: expect.stringContaining('1 added'),
  });
  expect(await office.pulled('origin.yaml')).toBe(origin);
});

test("the mesh's own token is not sent to a source, its own is", async () => {
  const env = { SLUICE_GIT_TOKEN: 's3cret' };
  const words = ['pull', office.url, '--path', 'rules'];
  expect(await called(rules, office.mesh, words, env)).toMatchObject({ code: 0 });
  expect(office.server.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  expect(await called(rules, office.mesh, words, { ...env, SLUICE_RULES_TOKEN: 'other' })).toMatchObject({ code: 0 });
  expect(office.server.requests.at(-1)?.headers.authorization).toBe(`Basic ${btoa('sluice:other')}`);
});

test('a password in the URL is sent to the source, and stands in no file and no message', async () => {
  const url = office.url.replace('http://', 'http://ana:s3cret@');
  const { code, out } = await office.pull(url, '--path', 'rules');
  expect(code).toBe(0);
  expect(office.server.requests.at(-1)?.headers.authorization).toBe(`Basic ${btoa('ana:s3cret')}`);
  expect(`${out}${await office.pulled('origin.yaml')}`).not.toMatch(/s3cret|ana/);
  const away = await office.pull(url.replace('office.git', 'gone.git'));
  expect(away).toMatchObject({ code: 2, err: expect.not.stringContaining('s3cret') });
});

test('whoever waits for a slow server is told so', async () => {
  const slow = await startGitServer({
    root: office.path,
    intercept: (_, response) => {
      setTimeout(() => response.writeHead(404).end(), 1_200);
      return true;
    },
  });
  const { code, err } = await office.pull(slow.url('office.git'));
  await slow.close();
  expect(code).toBe(2);
  expect(err).toMatch(/^sluice rules: reading http:\/\/\S+ \(1 s\)\n/);
  expect(err).toContain('the remote answers 404');
});

test('words and flags that do not belong to it', async () => {
  expect(await office.pull()).toMatchObject({ code: 2, err: expect.stringContaining('say from where') });
  expect(await called(rules, office.mesh, ['a', 'b'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no rule "a"'),
  });
  expect(await called(rules, office.mesh, ['--to', 'x'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('rules pull'),
  });
});

test('as a process', async () => {
  const { code, out, err } = await sluice(office.mesh, 'rules', 'pull', office.url, '--path', 'other');
  expect(code, err).toBe(0);
  expect(out).toMatch(/^1 rule of http.* into rules\/office\n1 added\n$/);
});
