// What can't be done is said in one line that helps, with exit code 2.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestGit, temporaryFolder } from '../support/git-repository.ts';
import { sluice } from '../support/sluice-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let stranger: Server;

beforeAll(async () => {
  folder = await temporaryFolder();
  await TestGit.initBare(join(folder.path, 'empty.git'));
  await mkdir(join(folder.path, 'mesh'));
  await writeFile(join(folder.path, 'node.yaml'), 'id: e\nnamespace: s\nrole: proxy\nlisten: 127.0.0.1:10000\n');
  stranger = createServer((_, response) => response.end('<!doctype html>')).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
});
afterAll(async () => {
  stranger.close();
  await folder.remove();
});

const none = 'there is no branch sluice/live/default in ';
// A TCP server that listens has an AddressInfo.
const strange = (): string => `127.0.0.1:${(stranger.address() as AddressInfo).port}`;

test.each([
  ['status of somebody else', () => ['status', '--http', strange()], 'is no reconciler of this version of Sluice'],
  ['log without a live branch', () => ['log', '--repo', 'empty.git'], none],
  ['why without a live branch', () => ['why', '--repo', 'empty.git'], none],
  [
    'log of what is not read',
    () => ['log', '--repo', 'ssh://host/x'],
    'give an http(s) URL or the path of a directory',
  ],
  ['lint of nothing', () => ['lint', 'nowhere'], 'there is no nowhere'],
  ['lint of a file of something else', () => ['lint', 'empty.git/HEAD'], 'empty.git/HEAD is no *.yaml'],
  ['lint of a bare repository', () => ['lint', 'empty.git'], 'is a git directory and no work tree'],
  ['a node that is a folder', () => ['bootstrap', '--node', 'mesh'], '--node mesh: EISDIR'],
])('%s', async (_, words, reason) => {
  const { code, out, err } = await sluice(folder.path, ...words());
  expect(err).toContain(reason);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
  expect({ code, out }).toEqual({ code: 2, out: '' });
});

test('a reader that leaves early is no crash', async () => {
  const main = resolve(import.meta.dirname, '../../reconciler/main.ts');
  const child = spawn(process.execPath, [main, 'translate', 'mesh', '--node', 'node.yaml'], { cwd: folder.path });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const [code] = await once(child, 'close');
  expect({ code, err }).toEqual({ code: 0, err: '' });
});
