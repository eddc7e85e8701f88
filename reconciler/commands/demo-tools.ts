/** What the demonstration needs of the rest of Sluice. */

import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tools } from '../demo/stage.ts';
import { commitChanges, commitWorkTree } from '../git/work-tree.ts';
import { findOpa } from '../setup/binaries.ts';
import { bootstrap } from '../xds/bootstrap.ts';
import { machineClock } from './clock.ts';
import { template } from './template.ts';

const sluice = [process.execPath, fileURLToPath(new URL('../main.ts', import.meta.url))] as const;
const ana = { name: 'Ana', email: 'ana@example.org' };

export function demoTools(): Tools {
  return {
    sluice,
    hasOpa: findOpa() !== null,
    createRepository: async (dir, edit) => {
      await cp(template, dir, { recursive: true });
      await edit(
        (path) => readFile(join(dir, path), 'utf8'),
        (path, text) => (text === null ? rm(join(dir, path)) : writeFile(join(dir, path), text)),
      );
      return commitWorkTree(dir, 'Begin the mesh\n', ana, machineClock.now());
    },
    merge: async (dir, file, edit, message) => {
      const path = join(dir, file);
      await writeFile(path, edit(await readFile(path, 'utf8')));
      return commitChanges(dir, `${message}\n`, ana, machineClock.now());
    },
    bootstrap: ({ listen, xds, admin }) =>
      bootstrap({
        node: {
          id: 'edge-1',
          namespace: 'shop',
          labels: {},
          role: 'proxy',
          listen: { address: '127.0.0.1', port: listen },
        },
        xds: `127.0.0.1:${xds}`,
        admin: `127.0.0.1:${admin}`,
        sotw: false,
        proxyUid: 'edge-1',
        flushMs: 250,
      }),
  };
}
