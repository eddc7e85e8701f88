/** Keys and signatures by this machine's ssh-keygen: the one whose word on them counts. */

import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type KeyKind = 'ed25519' | 'ecdsa' | 'rsa';

export interface SshKey {
  /** The private key's file; the public one is beside it. */
  readonly path: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicText: string;
}

export async function keygen(...args: readonly string[]): Promise<void> {
  await run('ssh-keygen', args);
}

export async function makeKey(folder: string, name: string, kind: KeyKind = 'ed25519'): Promise<SshKey> {
  const path = join(folder, name);
  const bits = { ed25519: [], ecdsa: ['-b', '256'], rsa: ['-b', '2048'] }[kind];
  await keygen('-q', '-t', kind, ...bits, '-N', '', '-C', name, '-f', path);
  const [type = '', blob = ''] = (await readFile(`${path}.pub`, 'utf8')).split(' ');
  return { path, publicText: `${type} ${blob}` };
}

/** A file of allowed signers: name, options and key of each. */
export async function writeSigners(
  folder: string,
  signers: readonly { readonly name: string; readonly key: SshKey; readonly options?: string }[],
  file = 'signers',
): Promise<string> {
  const path = join(folder, file);
  const lines = signers.map(({ name, key, options }) => [name, options, key.publicText].filter(Boolean).join(' '));
  await writeFile(path, `# who may\n\n${lines.join('\n')}\n`);
  return path;
}
