// A process that serves begins anew with glibc's settings that keep it small, as the same process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';
import { shopFiles } from '../support/shop.ts';

const main = resolve(import.meta.dirname, '../../reconciler/main.ts');

/** What of its environment a `sluice run` has that follows a repository, by its first line of log. */
async function allocatorOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { path, remove } = await temporaryFolder();
  const git = await TestGit.initBare(join(path, 'mesh.git'));
  await git.commit(shopFiles({ weights: [100, 0] }), { ref: 'refs/heads/main' });
  const words = ['run', '--repo', git.dir, '--dir', join(path, 'state')];
  const addresses = ['--xds', `127.0.0.1:${await freePort()}`, '--http', `127.0.0.1:${await freePort()}`];
  const child = spawn(process.execPath, [main, ...words, ...addresses], {
    env: { PATH: process.env['PATH'] ?? '', HOME: path, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await once(createInterface(child.stderr), 'line');
    const environment = await readFile(`/proc/${child.pid}/environ`, 'utf8');
    return environment.split('\0').filter((entry) => entry.startsWith('MALLOC_'));
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await remove();
  }
}

test.skipIf(process.platform !== 'linux')('one arena, and large buffers given back', async () => {
  expect(await allocatorOf({})).toEqual([
    'MALLOC_ARENA_MAX=1',
    'MALLOC_MMAP_THRESHOLD_=131072',
    'MALLOC_TRIM_THRESHOLD_=131072',
  ]);
});

test.skipIf(process.platform !== 'linux')('who has chosen otherwise is left alone', async () => {
  expect(await allocatorOf({ MALLOC_ARENA_MAX: '4' })).toEqual(['MALLOC_ARENA_MAX=4']);
});
