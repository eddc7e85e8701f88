/** The key that live commits are signed with, and the keys whose signatures count: files of the operator, never of the repository. */

import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Signatures } from '../git/repository.ts';
import { parseAllowedSigners, type TrustedSigner } from '../git/signatures/allowed-signers.ts';
import { parsePrivateKey, type PrivateKey } from '../git/signatures/private-key.ts';
import { fingerprint } from '../git/signatures/public-key.ts';
import { signBytes } from '../git/signatures/sshsig.ts';
import { textFlag, UsageError, type Call } from './command.ts';

/** The option of every command that reads the live branch and believes it. */
export const trustOptions = { 'trusted-signers': { type: 'string' } } as const;

/** Those of every command that writes it. */
export const signingOptions = { ...trustOptions, 'signing-key': { type: 'string' } } as const;

export const trustHelp = `  --trusted-signers FILE  whose signatures of live commits count (SLUICE_TRUSTED_SIGNERS): lines of
                          git's gpg.ssh.allowedSignersFile; a head that none of them signed is not believed
`;

export const signingHelp = `  --signing-key FILE      signs live commits with this SSH key (SLUICE_SIGNING_KEY), without a passphrase
${trustHelp}`;

const maxBytes = 1 << 20;

/** Reads both files where they are named; undefined where neither is. Throws UsageError. */
export async function openSignatures(call: Call): Promise<Signatures | undefined> {
  const keyFile = named(call, 'signing-key', 'SLUICE_SIGNING_KEY');
  const signersFile = named(call, 'trusted-signers', 'SLUICE_TRUSTED_SIGNERS');
  if (keyFile === null && signersFile === null) return undefined;
  const key = keyFile === null ? null : await readSigningKey(resolve(call.io.cwd, keyFile));
  const listed =
    signersFile === null ? [] : await readTrustedSigners(resolve(call.io.cwd, signersFile), '--trusted-signers');
  const trusted = key === null ? listed : withOwn(key, listed);
  return { sign: key === null ? null : (payload) => signBytes(key, payload), trusted };
}

/** Reads a file of trusted signers, which `flag` named; throws UsageError with the line at fault. */
export async function readTrustedSigners(path: string, flag: string): Promise<readonly TrustedSigner[]> {
  const parsed = parseAllowedSigners(await readText(path, flag));
  if (!parsed.ok) throw new UsageError(`${flag} ${path}:${parsed.line}: ${parsed.problem}`);
  return parsed.signers;
}

/** Our own key counts in any case; where it is listed, as it is listed. */
function withOwn({ public: key }: PrivateKey, listed: readonly TrustedSigner[]): readonly TrustedSigner[] {
  const marked = listed.map((signer) => ({ ...signer, isOwn: signer.key.blob.equals(key.blob) }));
  if (marked.some(({ isOwn }) => isOwn)) return marked;
  const name = fingerprint(key.blob);
  return [...marked, { name, key, validAfter: null, validBefore: null, isOwn: true, isListed: false }];
}

function named(call: Call, flag: string, variable: string): string | null {
  const value = textFlag(call, flag) ?? call.io.env[variable];
  return value === undefined || value === '' ? null : value;
}

async function readSigningKey(path: string): Promise<PrivateKey> {
  const parsed = parsePrivateKey(await readText(path, '--signing-key', refuseOpenFile));
  if (!parsed.ok) throw new UsageError(`--signing-key ${path}: the file ${parsed.problem}`);
  return parsed.key;
}

interface Mode {
  readonly mode: number;
  readonly uid: number;
}

/** As ssh has it: a file of ours is for nobody else; one that somebody gave us, a mounted secret say, is not for all. */
function refuseOpenFile({ mode, uid }: Mode, path: string): void {
  const isOurs = uid === process.getuid?.();
  if ((mode & (isOurs ? 0o077 : 0o007)) === 0) return;
  const others = (mode & 0o777).toString(8).padStart(4, '0');
  throw new UsageError(
    `--signing-key ${path}: others may read it (${others}), so it is nobody's key; chmod 600 ${path}`,
  );
}

async function readText(path: string, flag: string, check?: (mode: Mode, path: string) => void): Promise<string> {
  const file = await open(path).catch((error: unknown) => {
    throw new UsageError(`${flag} ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile() || stat.size > maxBytes) throw new UsageError(`${flag} ${path}: it is no small file`);
    check?.(stat, path);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
