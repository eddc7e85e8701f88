import * as fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import promises from 'node:fs/promises';

/** Clones, and kills itself just before the file is renamed into place whose path ends in the third argument. */
const [, , url = '', gitdir = '', ending = ''] = process.argv;

const rename = promises.rename;
promises.rename = async (from, to) => {
  if (String(to).endsWith(ending)) process.kill(process.pid, 'SIGKILL');
  await rename(from, to);
};
syncBuiltinESMExports();

const { openRepository } = await import('../../reconciler/git/repository.ts');
await fs.mkdir(gitdir, { recursive: true });
const signal = new AbortController().signal;
const repository = await openRepository(
  {
    remote: url,
    gitdir,
    intentBranch: 'main',
    cluster: 'default',
    identity: { name: 'Sluice', email: 'sluice@localhost' },
    clock: Date,
  },
  signal,
);
const listing = await repository.list(signal);
if (listing.kind === 'listed') await repository.fetch(listing.heads, signal);
await repository.close();
