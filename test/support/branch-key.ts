/** A key that signs authored branches, and the file that trusts it. */

import { readFile } from 'node:fs/promises';
import { parseAllowedSigners, type TrustedSigner } from '../../reconciler/git/signatures/allowed-signers.ts';
import { parsePrivateKey } from '../../reconciler/git/signatures/private-key.ts';
import { signBytes } from '../../reconciler/git/signatures/sshsig.ts';
import type { Sign } from './memory-git.ts';
import { makeKey, writeSigners } from './ssh-keys.ts';

export interface BranchKey {
  readonly sign: Sign;
  readonly trusted: readonly TrustedSigner[];
  /** For `--trusted-signers`. */
  readonly signersPath: string;
}

export async function branchKey(folder: string): Promise<BranchKey> {
  const key = await makeKey(folder, 'sluice');
  const signersPath = await writeSigners(folder, [{ name: 'sluice@example.org', key }]);
  const parsed = parsePrivateKey(await readFile(key.path, 'utf8'));
  const signers = parseAllowedSigners(await readFile(signersPath, 'utf8'));
  if (!parsed.ok || !signers.ok) throw new Error('a key that was just made');
  return { sign: (payload) => signBytes(parsed.key, payload), trusted: signers.signers, signersPath };
}
