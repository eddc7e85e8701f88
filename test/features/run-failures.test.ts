// `sluice run` that can't begin ends: half of a reconciler looks alive and steers nothing.

import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestGit, temporaryFolder } from '../support/git-repository.ts';
import { shopFiles } from '../support/shop.ts';
import { sluice } from '../support/sluice-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let holder: Server;
let taken: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  const mesh = await TestGit.initBare(join(folder.path, 'mesh.git'));
  await mesh.commit(shopFiles({ weights: [100, 0] }), { ref: 'refs/heads/main' });
  holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  // A TCP server that listens has an AddressInfo.
  taken = `127.0.0.1:${(holder.address() as AddressInfo).port}`;
});
afterAll(async () => {
  holder.close();
  await folder.remove();
});

const free = '127.0.0.1:0';

test.each([
  ['a taken port for status', () => ['--xds', free, '--http', taken], /--http 127\.0\.0\.1:\d+: the port is taken/],
  ['a taken port for proxies', () => ['--xds', taken, '--http', free], /--xds 127\.0\.0\.1:\d+: the port is taken/],
  ['status for everybody', () => ['--xds', free, '--http', '0.0.0.0:1'], /--http: 0\.0\.0\.0:1 is no loopback address/],
  ['xDS for everybody', () => ['--xds', '0.0.0.0:1', '--http', free], /--xds: .*only a loopback address/],
])(
  '%s: exit code 2 with the reason, and the process is gone',
  async (_, listen, reason) => {
    const { code, out, err } = await sluice(folder.path, 'run', '--repo', 'mesh.git', ...listen());
    expect(err).toMatch(reason);
    expect(out).toBe('');
    expect(code).toBe(2);
  },
  40_000,
);
