// Signatures of commits against the real git and ssh-keygen: what we sign they accept, what they sign we accept, and
// nothing that was tampered with is taken by us.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestGit, temporaryFolder } from '../../../test/support/git-repository.ts';
import { keygen, makeKey, writeSigners, type KeyKind, type SshKey } from '../../../test/support/ssh-keys.ts';
import { formatCommit } from '../commit-text.ts';
import { parseAllowedSigners, type TrustedSigner } from './allowed-signers.ts';
import { judgeCommit, splitSignature, withSignature } from './commit-signature.ts';
import { parsePrivateKey, type PrivateKey } from './private-key.ts';
import { checkSignature, signBytes } from './sshsig.ts';

const kinds: readonly KeyKind[] = ['ed25519', 'ecdsa', 'rsa'];
const now = Date.UTC(2026, 0, 31);
const keys = new Map<KeyKind, SshKey>();
let folder = '';
let remove = async (): Promise<void> => undefined;
let repository: TestGit;
let tree = '';

beforeAll(async () => {
  ({ path: folder, remove } = await temporaryFolder());
  for (const kind of kinds) keys.set(kind, await makeKey(folder, kind, kind));
  repository = await TestGit.initBare(join(folder, 'mesh.git'));
  tree = await repository.tree({ 'a.yaml': 'a: 1\n' });
  const signers = kinds.map((kind) => ({ name: `${kind}@example.org`, key: sshKey(kind) }));
  await repository.git('config', 'gpg.format', 'ssh');
  await repository.git('config', 'gpg.ssh.allowedSignersFile', await writeSigners(folder, signers));
});
afterAll(() => remove());

function sshKey(kind: KeyKind): SshKey {
  const key = keys.get(kind);
  if (key === undefined) throw new Error(`no key ${kind}`);
  return key;
}

async function privateKey(kind: KeyKind): Promise<PrivateKey> {
  const parsed = parsePrivateKey(await readFile(sshKey(kind).path, 'utf8'));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.key;
}

function trusted(text: string): readonly TrustedSigner[] {
  const parsed = parseAllowedSigners(text);
  if (!parsed.ok) throw new Error(`${parsed.line}: ${parsed.problem}`);
  return parsed.signers;
}

function trusting(kind: KeyKind, options = ''): readonly TrustedSigner[] {
  return trusted(`me ${options} ${sshKey(kind).publicText}`);
}

const ada = { name: 'Ada', email: 'ada@example.org' };

async function signed(kind: KeyKind, message = 'Step\n\nSluice-Intent: x\n'): Promise<Buffer> {
  const payload = formatCommit({ tree, parents: [], message, at: 1_700_000_000_000 }, ada);
  return withSignature(payload, signBytes(await privateKey(kind), payload));
}

test.each(kinds)('git accepts what we sign with %s, and so do we', async (kind) => {
  const raw = await signed(kind);
  const oid = await repository.hashObject('commit', raw);
  await expect(repository.git('verify-commit', oid)).resolves.toBe('');
  expect(await repository.git('show', '-s', '--format=%G? %GS', oid)).toBe(`G ${kind}@example.org`);
  expect(judgeCommit(raw, trusting(kind), now)).toEqual({ kind: 'good', signer: 'me', signAnew: false });
  expect(await repository.fsck()).toBe('');
});

test.each(kinds)('we accept what git signs with %s', async (kind) => {
  const oid = await repository.git(
    '-c',
    `user.signingKey=${sshKey(kind).path}`,
    'commit-tree',
    '-S',
    '-m',
    'By git',
    tree,
  );
  const text = await repository.git('cat-file', 'commit', oid);
  expect(judgeCommit(Buffer.from(`${text}\n`), trusting(kind), now)).toMatchObject({ kind: 'good' });
});

test('without a signature it is unsigned, with a stranger’s it is nobody’s', async () => {
  const payload = formatCommit({ tree, parents: [], message: 'x', at: now }, ada);
  expect(judgeCommit(payload, trusting('rsa'), now)).toEqual({ kind: 'unsigned' });
  const reason = expect.stringMatching(/an unknown key, SHA256:/);
  expect(judgeCommit(await signed('ed25519'), trusting('rsa'), now)).toEqual({ kind: 'bad', reason });
});

test('a key counts between valid-after and valid-before, by our clock and not by the commit’s date', async () => {
  const raw = await signed('ed25519');
  const until = trusting('ed25519', 'valid-before="20260131000000Z"');
  expect(judgeCommit(raw, until, now - 1)).toMatchObject({ kind: 'good' });
  expect(judgeCommit(raw, until, now)).toMatchObject({ kind: 'bad', reason: expect.stringContaining('not valid now') });
  const since = trusting('ed25519', 'valid-after="20260131000000Z"');
  expect(judgeCommit(raw, since, now - 1)).toMatchObject({ kind: 'bad' });
  expect(judgeCommit(raw, since, now)).toMatchObject({ kind: 'good' });
});

test('a signature that was made for files is none of a commit', async () => {
  const payload = formatCommit({ tree, parents: [], message: 'x', at: now }, ada);
  const file = join(folder, 'payload');
  await writeFile(file, payload);
  await keygen('-Y', 'sign', '-f', sshKey('ed25519').path, '-n', 'file', file);
  const armoured = (await readFile(`${file}.sig`, 'utf8')).trim();
  expect(checkSignature(armoured, payload)).toEqual({
    ok: false,
    problem: 'its signature was made for another purpose than git',
  });
});

/** Each makes another commit of a signed one; none may be taken. */
const tampered: Readonly<Record<string, (text: string) => string>> = {
  'another tree': (text) =>
    text.replace(/^tree ./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
  'another message': (text) => text.replace('Step', 'Stop'),
  'a trailer more': (text) => `${text}Sluice-By: eve\n`,
  'an earlier date': (text) => text.replaceAll('1700000000', '1600000000'),
  'a parent more': (text) => text.replace('\nauthor', `\nparent ${'1'.repeat(40)}\nauthor`),
  'the signature twice': (text) => text.replace(/(gpgsig [^]*?END SSH SIGNATURE-----\n)/, '$1$1'),
  'a second signature before it': (text) => text.replace('gpgsig ', 'gpgsig x\ngpgsig '),
  'a signature for another hash': (text) => text.replace('gpgsig ', 'gpgsig-sha256 x\ngpgsig '),
  'a carriage return in the signature': (text) => text.replace('SIGNATURE-----\n', 'SIGNATURE-----\r\n'),
  'a carriage return in the message': (text) => text.replace('Step\n', 'Step\r\n'),
  'a NUL in the message': (text) => `${text}\0`,
  'a header after it': (text) => text.replace('\n\n', '\nencoding latin1\n\n'),
  'a folded committer': (text) => text.replace('\ngpgsig', '\n folded\ngpgsig'),
  'a blank line in the armour': (text) =>
    text.replace('-----BEGIN SSH SIGNATURE-----\n', '-----BEGIN SSH SIGNATURE-----\n \n'),
  'a longer line': (text) => text.replace(/SIGNATURE-----\n (.{70})\n (.)/, 'SIGNATURE-----\n $1$2\n '),
  'other words around it': (text) => text.replaceAll('SSH SIGNATURE', 'PGP SIGNATURE'),
  'the armour cut off': (text) => text.replace('\n -----END SSH SIGNATURE-----', ''),
  'bits after the end': (text) =>
    text.replace(/(.)\n -----END/, (_, last: string) => `${last === '=' ? 'A' : '='}\n -----END`),
  'a blank more in a line': (text) => text.replace('\n U1NIU0lH', '\n  U1NIU0lH'),
  'no signature': (text) => text.replace(/gpgsig [^]*?END SSH SIGNATURE-----\n/, ''),
};

test.each(Object.keys(tampered))('not taken: %s', async (name) => {
  for (const kind of kinds) {
    const raw = (await signed(kind)).toString('latin1');
    const edited = tampered[name]?.(raw) ?? raw;
    expect(edited).not.toBe(raw);
    expect(judgeCommit(Buffer.from(edited, 'latin1'), trusting(kind), now).kind).toMatch(/^(bad|unsigned)$/);
  }
});

test('each byte of a signed commit counts: one flipped anywhere is not taken', async () => {
  const raw = await signed('ed25519');
  for (let at = 0; at < raw.length; at += 1) {
    const flipped = Buffer.from(raw);
    flipped[at] = (flipped[at] ?? 0) ^ 0x01;
    expect(judgeCommit(flipped, trusting('ed25519'), now).kind, `byte ${at}`).not.toBe('good');
  }
});

test('what is signed is all but the signature, as it is stored', async () => {
  const payload = formatCommit({ tree, parents: [], message: 'x', at: now }, ada);
  const raw = withSignature(payload, 'a\nb');
  expect(splitSignature(raw)).toEqual({ signature: 'a\nb', payload });
});

test.each([
  ['me ssh-ed25519 AAAA', 'no key of the kind ssh-ed25519'],
  ['me', 'expected: PRINCIPALS'],
  ['me cert-authority KEY', 'cert-authority is not supported'],
  ['me valid-before="tomorrow" KEY', 'expected a time'],
  ['me valid-before="20260230" KEY', 'expected a time'],
  ['me valid-after="20260201",valid-before="20260131" KEY', 'valid-after is not before'],
  ['me valid-after="20260201",valid-after="20260131" KEY', 'given twice'],
  ['me namespaces="g*" KEY', 'patterns are not supported'],
  ['me no-such="x" KEY', 'is not known'],
  ['me sk-ssh-ed25519@openssh.com AAAA', 'no key of the kind sk-ssh-ed25519@openssh.com'],
  ['"me KEY', 'expected: PRINCIPALS'],
  ['me namespaces="file" KEY', 'it names no key for git'],
  ['# nobody', 'it names no key for git'],
])('a file of signers with %s is refused', (line, problem) => {
  const text = `# signers\n${line.replace('KEY', sshKey('ed25519').publicText)}\n`;
  expect(parseAllowedSigners(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});

test('a file of signers is read as ssh-keygen reads it', () => {
  const key = sshKey('ed25519').publicText;
  const text = `\r\n# all\n"a b,c" valid-after="20250101Z",namespaces="file,git" ${key} a comment\nme ${key}\nx namespaces="file" ${key}\n`;
  expect(trusted(text)).toMatchObject([
    { name: 'a b,c', validAfter: Date.UTC(2025, 0, 1), validBefore: null },
    { name: 'me', validAfter: null },
  ]);
});

test.each([
  ['nothing', 'is no private key of OpenSSH'],
  ['-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n', 'is no private key of OpenSSH'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n', 'is no private key of OpenSSH'],
])('not a key: %s', (text, problem) => {
  expect(parsePrivateKey(text)).toMatchObject({ ok: false, problem: expect.stringContaining(problem) });
});

test('a key with a passphrase is refused with what to do', async () => {
  const { execFile } = await import('node:child_process');
  const path = join(folder, 'locked');
  await new Promise<void>((resolve, reject) => {
    const args = ['-q', '-t', 'ed25519', '-N', 'secret', '-f', path];
    execFile('ssh-keygen', args, (error) => (error === null ? resolve() : reject(error)));
  });
  const problem = expect.stringContaining('ssh-keygen -p');
  expect(parsePrivateKey(await readFile(path, 'utf8'))).toEqual({ ok: false, problem });
});

test('a key file that was damaged anywhere is refused or still the same key', async () => {
  const text = await readFile(sshKey('ed25519').path, 'utf8');
  const lines = text.split('\n');
  const bytes = Buffer.from(lines.slice(1, -2).join(''), 'base64');
  const data = Buffer.from('data');
  const taken: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes);
    flipped[at] = (flipped[at] ?? 0) ^ 0x01;
    const parsed = parsePrivateKey([lines[0], flipped.toString('base64'), lines.at(-2), ''].join('\n'));
    if (parsed.ok && !checkSignature(signBytes(parsed.key, data), data).ok) taken.push(at);
  }
  expect(taken).toEqual([]);
});
