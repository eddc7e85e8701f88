// Rules are pulled from strangers: whose signature counts, and what a repository may try.

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cart, library, openOffice, type Office } from '../support/office-rules.ts';
import { makeKey, writeSigners, type SshKey } from '../support/ssh-keys.ts';

let office: Office;
let ana: SshKey;
let other: SshKey;
let signers = '';

beforeEach(async () => {
  office = await openOffice();
  ana = await makeKey(office.path, 'ana');
  other = await makeKey(office.path, 'other');
  signers = await writeSigners(office.path, [{ name: 'ana', key: ana }]);
});
afterEach(() => office.close());

/** A signed commit of these files on main. */
async function sign(files: Readonly<Record<string, string>>, key: SshKey): Promise<string> {
  const tree = await office.git.tree(files);
  const config = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key.path}`];
  const commit = await office.git.git(...config, 'commit-tree', '-S', '-p', office.first, '-m', 'Rules', tree);
  await office.git.git('update-ref', 'refs/heads/main', commit);
  return commit;
}

async function isEmpty(): Promise<boolean> {
  return (await readdir(office.mesh)).join(' ') === '.git service.yaml';
}

test.each(['http', 'path'])(
  'what somebody signed who may is taken by %s, and who it was is written down',
  async (kind) => {
    const commit = await sign(library, ana);
    const source = kind === 'http' ? office.url : office.git.dir;
    const { code, out, err } = await office.pull(source, '--path', 'rules', '--signers', signers);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(` at ${commit.slice(0, 7)} (signed by ana) into `);
    expect(await office.pulled('origin.yaml')).toContain('  signer: ana\n');
  },
);

test('what nobody signed, or somebody else, or what was changed afterwards, is not written', async () => {
  const refusals: string[] = [];
  const refuse = async (): Promise<void> => {
    const { code, out, err } = await office.pull(office.url, '--path', 'rules', '--signers', signers);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(await isEmpty()).toBe(true);
    refusals.push(err.replace(/^sluice rules: \S+ at [0-9a-f]{40}: /, ''));
  };
  await refuse();
  await sign(library, other);
  await refuse();
  const signed = `${await office.git.git('cat-file', 'commit', await sign(library, ana))}\n`;
  const tree = await office.git.tree({ 'rules/cart.rego': 'package evil\n' });
  const forged = await office.git.hashObject('commit', signed.replace(/^tree .*/, `tree ${tree}`));
  await office.git.git('update-ref', 'refs/heads/main', forged);
  await refuse();
  signers = await writeSigners(office.path, [{ name: 'ana', key: ana, options: 'valid-before="20200101Z"' }]);
  await sign(library, ana);
  await refuse();
  expect(refusals).toEqual([
    'it is not signed; nothing is written\n',
    expect.stringMatching(/^it is signed by an unknown key, SHA256:\S+; nothing is written\n$/),
    'its signature is of other bytes than these; nothing is written\n',
    "it is signed by ana's key, which is not valid now; nothing is written\n",
  ]);
});

test('a file of signers that can not be read stops it, with its line', async () => {
  await writeFile(join(office.path, 'signers'), '# who\nana ssh-dss AAAA\n');
  const { code, err } = await office.pull(office.url, '--signers', signers);
  expect(code).toBe(2);
  expect(err).toMatch(/^--signers \S+signers:2: no key of the kind ssh-dss/);
});

test('signed rules are not followed by unsigned ones, unless somebody says so', async () => {
  await sign(library, ana);
  await office.pull(office.url, '--path', 'rules', '--signers', signers);
  const before = await office.pulled('origin.yaml');
  const refused = await office.pull(office.url, '--path', 'rules', '--ref', office.first);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toMatch(
    /^sluice rules: what was pulled into rules\/office before is signed by ana: .*--signers FILE/,
  );
  expect(await office.pulled('origin.yaml')).toBe(before);
  expect((await office.pull(office.url, '--path', 'rules', '--ref', office.first, '--signers', signers)).code).toBe(1);
  expect((await office.pull(office.url, '--path', 'rules', '--ref', office.first, '--unsigned')).code).toBe(0);
  expect(await office.pulled('origin.yaml')).not.toContain('signer');
});

/** A raw tree: mode, name and id of each. */
async function rawTree(
  entries: readonly (readonly [mode: string, name: string | Buffer, oid: string])[],
): Promise<string> {
  const parts = entries.flatMap(([mode, name, oid]) => [
    Buffer.from(`${mode} `),
    Buffer.from(name),
    Buffer.from([0]),
    Buffer.from(oid, 'hex'),
  ]);
  return office.git.hashObject('tree', Buffer.concat(parts));
}

type MakeTree = (blob: string, rules: string) => Promise<string>;

const hostile: readonly (readonly [string, MakeTree, string])[] = [
  [
    'a symbolic link',
    (blob) =>
      rawTree([
        ['100644', 'a.rego', blob],
        ['120000', 'link.rego', blob],
      ]),
    'symbolic link',
  ],
  [
    'a link in place of a folder',
    (blob) =>
      rawTree([
        ['100644', 'a.rego', blob],
        ['120000', 'lib', blob],
      ]),
    'symbolic',
  ],
  [
    'a submodule',
    (blob) =>
      rawTree([
        ['100644', 'a.rego', blob],
        ['160000', 'sub', office.first],
      ]),
    'submodule',
  ],
  [
    'a way up',
    (blob, rules) =>
      rawTree([
        ['40000', '..', rules],
        ['100644', 'a.rego', blob],
      ]),
    'leave its folder',
  ],
  ['a way up in a name', (blob) => rawTree([['100644', '../up.rego', blob]]), 'slash in its name'],
  ['a backslash', (blob) => rawTree([['100644', '..\\up.rego', blob]]), 'slash in its name'],
  ["git's own folder", (_, rules) => rawTree([['40000', '.GIT', rules]]), "git's own folder"],
  ['a control character', (blob) => rawTree([['100644', 'a\u001b[2J.rego', blob]]), 'control characters'],
  ['a name that turns round', (blob) => rawTree([['100644', 'a\u202eoger.rego', blob]]), 'invisible characters'],
  ['a name that is no UTF-8', (blob) => rawTree([['100644', Buffer.from('a\xff.rego', 'latin1'), blob]]), 'not UTF-8'],
  [
    'two names of one file',
    (blob) =>
      rawTree([
        ['100644', 'A.rego', blob],
        ['100644', 'a.rego', blob],
      ]),
    'same name',
  ],
  [
    'a file twice',
    (blob) =>
      rawTree([
        ['100644', 'a.rego', blob],
        ['100644', 'a.rego', blob],
      ]),
    'twice',
  ],
  ['no text', async () => treeOf('a.rego', Buffer.from('a\xff', 'latin1')), 'not UTF-8'],
  ['a file that is too large', async () => treeOf('a.rego', '#'.repeat((1 << 20) + 1)), 'a policy file has at most'],
  ['too many files', async () => manyFiles(2_001), 'at most 2000'],
  ['nothing to pull', async () => treeOf('a.yaml', ''), 'has no *.rego'],
];

async function treeOf(name: string, bytes: Buffer | string): Promise<string> {
  return rawTree([['100644', name, await office.git.hashObject('blob', bytes)]]);
}

async function manyFiles(count: number): Promise<string> {
  const blob = await office.git.hashObject('blob', cart);
  const digits = (index: number): string => String(index).padStart(4, '0');
  return rawTree(Array.from({ length: count }, (_, index) => ['100644', `${digits(index)}.rego`, blob] as const));
}

test.each(hostile)('a repository with %s is refused whole', async (_, make, reason) => {
  const blob = await office.git.hashObject('blob', cart);
  const rules = await rawTree([['100644', 'a.rego', blob]]);
  const commit = await office.git.git('commit-tree', await make(blob, rules), '-m', 'Hostile');
  await office.git.git('update-ref', 'refs/heads/main', commit);
  for (const source of [office.url, office.git.dir]) {
    const { code, out, err } = await office.pull(source);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    // oxlint-disable-next-line no-control-regex -- control characters are what must not be there
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(await isEmpty()).toBe(true);
  }
});

test('what is wrong beside the rules concerns nobody', async () => {
  const blob = await office.git.hashObject('blob', cart);
  const rules = await rawTree([['100644', 'a.rego', blob]]);
  const latin = await office.git.hashObject('blob', Buffer.from('a: \xff', 'latin1'));
  const inside = await rawTree([
    ['100644', 'a.rego', blob],
    ['100644', 'data.yaml', latin],
    ['40000', 'lib', rules],
  ]);
  const tree = await rawTree([
    ['120000', 'link', blob],
    ['40000', 'rules', inside],
  ]);
  const commit = await office.git.git('commit-tree', tree, '-m', 'Odd');
  await office.git.git('update-ref', 'refs/heads/main', commit);
  expect(await office.pull(office.url, '--path', 'rules')).toMatchObject({ code: 0 });
  expect(await office.pulled('lib/a.rego')).toBe(cart);
});
