// Signed live commits: git itself accepts them, and a head that none of those who may has signed is neither served nor
// left on top.

import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { abort } from '../../reconciler/commands/abort.ts';
import type { Call, Command } from '../../reconciler/commands/command.ts';
import { sign } from '../../reconciler/commands/sign.ts';
import { openSignatures } from '../../reconciler/commands/signing.ts';
import type { Signatures } from '../../reconciler/git/repository.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';
import { keygen, makeKey, writeSigners, type SshKey } from '../support/ssh-keys.ts';

const walking = shopFiles({ weights: [0, 100] });
let folder = '';
let remove = async (): Promise<void> => undefined;
let key: SshKey;
let other: SshKey;
let scene: Scene;

beforeEach(async () => {
  ({ path: folder, remove } = await temporaryFolder());
  key = await makeKey(folder, 'sluice');
  other = await makeKey(folder, 'other');
});
afterEach(async () => {
  await scene.close();
  await remove();
});

function callOf(flags: Call['flags'], words: readonly string[] = [], told: string[] = []): Call {
  const io = { out: (text: string) => void told.push(text), err: () => undefined, colour: false, cwd: folder, env: {} };
  return { words, flags, io, signal: new AbortController().signal };
}

async function signatures(signer: SshKey | null, trusted?: string): Promise<Signatures | undefined> {
  const flags = {
    ...(signer === null ? {} : { 'signing-key': signer.path }),
    ...(trusted === undefined ? {} : { 'trusted-signers': trusted }),
  };
  return openSignatures(callOf(flags));
}

async function signedShop(trusted?: string): Promise<Scene> {
  const own = await signatures(key, trusted);
  if (own === undefined) throw new Error('nothing signs');
  return Scene.shop({ signatures: own });
}

async function walkTo(percent: number): Promise<void> {
  await scene.merge(walking, 'Move to v2');
  await scene.settle();
  await scene.climb(primary, percent);
}

async function head(): Promise<string> {
  return (await scene.oid(liveRef)) ?? '';
}

function loggedRules(): unknown[] {
  return scene.log.map(({ fields }) => fields['rule']).filter((rule) => rule !== undefined);
}

/** What git says of each live commit, newest first: G is good. */
async function verdictsOfGit(): Promise<string[]> {
  const signers = await writeSigners(folder, [{ name: 'sluice@example.org', key }], 'for-git');
  await scene.bare.git('config', 'gpg.ssh.allowedSignersFile', signers);
  const lines = await scene.bare.git('log', '--first-parent', '--format=%G?', liveRef);
  return lines.split('\n').slice(0, -1);
}

test('every live commit is signed, and git accepts each', async () => {
  scene = await signedShop();
  await walkTo(50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  const verdicts = await verdictsOfGit();
  expect(verdicts.length).toBeGreaterThan(4);
  expect(new Set(verdicts)).toEqual(new Set(['G']));
  await scene.start({ fresh: true });
  await scene.settle();
  expect([...scene.memory.alarms]).toEqual([]);
  expect(scene.served()).toEqual({ v1: 100 });
});

/** A forged head with two parents and a tree that is what its intent and its state make: only the signature tells. */
async function forge(how: (text: string) => string, signer: SshKey | null = null): Promise<string> {
  const was = await head();
  const raw = `${await scene.bare.git('cat-file', 'commit', was)}\n`;
  const unsigned = how(raw.replace(/^parent .*$/m, `parent ${was}`));
  const oid = await scene.bare.hashObject('commit', Buffer.from(unsigned, 'latin1'));
  if (signer === null) {
    await scene.bare.git('update-ref', liveRef, oid);
    return oid;
  }
  await scene.bare.git('config', 'gpg.format', 'ssh');
  const [tree = '', first = '', second = ''] = (await scene.bare.git('show', '-s', '--format=%T %P', was)).split(' ');
  const parents = ['-p', first === '' ? was : was, '-p', second];
  const args = ['-c', `user.signingKey=${signer.path}`, 'commit-tree', '-S', ...parents, '-m', 'Raise it', tree];
  const signed = await scene.bare.git(...args);
  await scene.bare.git('update-ref', liveRef, signed);
  return signed;
}

const withoutSignature = (text: string): string => text.replace(/gpgsig [^]*?END SSH SIGNATURE-----\n/, '');
const forgeries: Readonly<Record<string, { make: () => Promise<string>; rule: string }>> = {
  unsigned: { make: () => forge(withoutSignature), rule: 'live-unsigned' },
  'signed by another key': { make: () => forge(withoutSignature, other), rule: 'live-signature' },
  'with the signature of the head before': { make: () => forge((text) => text), rule: 'live-signature' },
  'with two signatures': {
    make: () => forge((text) => text.replace(/(gpgsig [^]*?END SSH SIGNATURE-----\n)/, '$1$1')),
    rule: 'live-damaged',
  },
  'with a carriage return in the signature': {
    make: () => forge((text) => text.replace('SIGNATURE-----\n', 'SIGNATURE-----\r\n')),
    rule: 'live-signature',
  },
  'with a NUL': { make: () => forge((text) => `${text}\0`), rule: 'live-damaged' },
};

test.each(Object.keys(forgeries))('a head %s is not served, and restored', async (name) => {
  scene = await signedShop();
  await walkTo(5);
  const good = await head();
  const { make, rule } = forgeries[name] ?? { make: () => Promise.resolve(''), rule: '' };
  const forged = await make();
  await scene.settle();
  expect(scene.fleet.served.map(({ commit }) => commit)).not.toContain(forged);
  expect(loggedRules()).toContain(rule);
  const raw = await scene.bare.git('cat-file', 'commit', liveRef);
  expect(raw).toContain(`parent ${forged}\n`);
  expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
    await scene.bare.git('rev-parse', `${good}^{tree}`),
  );
  expect([...scene.memory.alarms.keys()]).toEqual([]);
  await scene.climb(primary, 50);
  expect(scene.served()).toEqual({ v1: 50, v2: 50 });
});

test('a fresh clone does not serve a forged head, and restores what stands behind it', async () => {
  scene = await signedShop();
  await walkTo(5);
  const good = await head();
  const forged = await forge(withoutSignature);
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.fleet.served.map(({ commit }) => commit)).not.toContain(forged);
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(forged);
  expect(await scene.bare.git('rev-parse', `${liveRef}^{tree}`)).toBe(
    await scene.bare.git('rev-parse', `${good}^{tree}`),
  );
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test('a branch without signatures is not served once a key is given, until somebody answers for its head', async () => {
  scene = await Scene.shop();
  await walkTo(5);
  const unsigned = await head();
  scene.signatures = await signatures(key);
  await scene.start({ fresh: true });
  await scene.settle();
  expect(scene.memory.head).toBeNull();
  expect([...scene.memory.alarms.values()]).toMatchObject([
    { rule: 'live-unsigned', remedy: expect.stringContaining(`sluice sign ${unsigned}`) },
  ]);
  const flags = { repo: scene.bare.dir, by: 'ada', 'signing-key': key.path };
  await expect(sign.run(callOf({ repo: scene.bare.dir }, [unsigned]))).rejects.toThrow('--signing-key FILE');
  await expect(sign.run(callOf(flags, ['abcdef0']))).rejects.toThrow('is not the head');
  await sign.run(callOf(flags, [unsigned.slice(0, 10)]));
  await scene.settle();
  expect(scene.memory.alarms.size).toBe(0);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
  await scene.climb(primary, 50);
});

test('a person’s word counts when their key is trusted, and not else', async () => {
  const trusted = await writeSigners(folder, [{ name: 'ada', key: other }]);
  scene = await signedShop(trusted);
  await walkTo(5);
  const say = (command: Command, signer: SshKey, signers: string) =>
    command.run(
      callOf({ repo: scene.bare.dir, by: 'ada', 'signing-key': signer.path, 'trusted-signers': signers }, [primary]),
    );
  const eve = await makeKey(folder, 'eve');
  const all = await writeSigners(folder, [{ name: 'sluice', key }], 'all');
  await say(abort, eve, all);
  await scene.settle();
  expect(loggedRules()).toContain('live-signature');
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
  await say(abort, other, all);
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected', reason: 'aborted' });
  expect(scene.served()).toEqual({ v1: 100 });
});

test('a key that ended signs nothing any more, whatever date it writes; what was seen before stays', async () => {
  const end = 'valid-before="20260101001000Z"';
  const trusted = await writeSigners(folder, [{ name: 'ada', key: other, options: end }]);
  scene = await signedShop(trusted);
  await walkTo(5);
  const word = callOf(
    {
      repo: scene.bare.dir,
      'signing-key': other.path,
      'trusted-signers': await writeSigners(folder, [{ name: 's', key }], 'all'),
    },
    [primary],
  );
  await abort.run(word);
  const early = await head();
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
  scene.clock.advance(20 * 60_000);
  await scene.settle();
  expect(await head()).toBe(early);
  // Git's commit dates are those of 2023: long before the end.
  const late = await forge(withoutSignature, other);
  await scene.settle();
  expect(loggedRules()).toContain('live-signature');
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(late);
});

test('when a key is followed by another, the head is signed anew before the first one ends', async () => {
  scene = await signedShop();
  await walkTo(5);
  const before = await head();
  const trusted = await writeSigners(folder, [
    { name: 'old', key, options: 'valid-before="20270101Z"' },
    { name: 'new', key: other },
  ]);
  scene.signatures = await signatures(other, trusted);
  await scene.start({ fresh: true });
  await scene.settle();
  expect(await scene.bare.git('rev-parse', `${liveRef}^1`)).toBe(before);
  const after = await head();
  await scene.settle();
  expect(await head()).toBe(after);
  expect(scene.served()).toEqual({ v1: 95, v2: 5 });
});

test('a key file that others may read, with a passphrase, or that is none is refused with what to do', async () => {
  scene = await Scene.create();
  await chmod(key.path, 0o640);
  await expect(signatures(key)).rejects.toThrow(`chmod 600 ${key.path}`);
  await chmod(key.path, 0o400);
  await expect(signatures(key)).resolves.toMatchObject({ trusted: [{ isOwn: true }] });
  await keygen('-q', '-p', '-P', '', '-N', 'secret', '-f', other.path);
  await expect(signatures(other)).rejects.toThrow('remove it: ssh-keygen -p');
  await expect(signatures({ ...key, path: `${folder}/none` })).rejects.toThrow('ENOENT');
  await expect(signatures({ ...key, path: folder })).rejects.toThrow('no small file');
  const text = await readFile(key.path, 'utf8');
  await expect(signatures(key)).resolves.not.toMatchObject({ sign: expect.stringContaining(text) });
  await expect(signatures(null, key.path)).rejects.toThrow(`--trusted-signers ${key.path}:1: `);
});
