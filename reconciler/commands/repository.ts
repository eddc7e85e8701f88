/** Opens the repository that a command names: where it is, where our clone is kept, and who we are. */

import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { openRepository, type Repository } from '../git/repository.ts';
import { machineClock } from './clock.ts';
import { openSignatures } from './signing.ts';
import { textFlag, UsageError, type Call } from './command.ts';

/** The options of every command that reads a remote. */
export const repositoryOptions = {
  repo: { type: 'string' },
  cluster: { type: 'string' },
  intent: { type: 'string' },
  dir: { type: 'string' },
} as const;

export const repositoryHelp = `  --repo URL|DIR   the mesh repository: http(s), or a directory on this machine
  --cluster NAME   whose live branch: refs/heads/sluice/live/NAME (default)
  --intent BRANCH  the branch that people merge to (main)
  --dir PATH       where the clone is kept (in the user's state folder)
  A token for http(s) is read from SLUICE_GIT_TOKEN, a user name from SLUICE_GIT_USER.
`;

export interface Opened {
  readonly repository: Repository;
  readonly remote: string;
  readonly cluster: string;
  readonly intentBranch: string;
  /** Where the clone and what else must survive a restart are kept. */
  readonly stateDir: string;
}

/** Opens it as `by`, who stands as author of the live commits that the command writes. */
export async function openNamedRepository(call: Call, by: string, purpose = ''): Promise<Opened> {
  const named = textFlag(call, 'repo');
  if (named === undefined) throw new UsageError('say which repository: --repo URL|DIR');
  const remote = isUrl(named) ? named : resolve(call.io.cwd, named);
  const cluster = textFlag(call, 'cluster') ?? 'default';
  const intentBranch = textFlag(call, 'intent') ?? 'main';
  const stateDir = resolve(call.io.cwd, textFlag(call, 'dir') ?? defaultDir(call, `${remote} ${cluster}`));
  const signatures = await openSignatures(call);
  const repository = await openRepository(
    {
      remote,
      gitdir: join(stateDir, `clone${purpose}.git`),
      intentBranch,
      cluster,
      identity: { name: by, email: `${by.toLowerCase().replace(/[^a-z0-9]+/g, '-')}@sluice.invalid` },
      headers: authorization(call, 'SLUICE_GIT'),
      clock: machineClock,
      ...(signatures === undefined ? {} : { signatures }),
    },
    call.signal,
  );
  return { repository, remote, cluster, intentBranch, stateDir };
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function defaultDir(call: Call, key: string): string {
  const base = call.io.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  return join(base, 'sluice', createHash('sha256').update(key).digest('hex').slice(0, 16));
}

/**
 * Credentials come from the environment only, a command line is seen by everybody on the machine: `<prefix>_TOKEN`, and
 * `<prefix>_USER`.
 */
export function authorization(call: Call, prefix: string): Readonly<Record<string, string>> {
  const token = call.io.env[`${prefix}_TOKEN`];
  if (token === undefined || token === '') return {};
  const user = call.io.env[`${prefix}_USER`] ?? 'sluice';
  return { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` };
}
