/** The lowerings that no remote has yet, in a small file beside the clone; on disk before anybody relies on it. */

import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Lowering } from '../live/join.ts';
import { parseLowerings, printLowerings } from '../live/pending.ts';

export function createPendingFile(path: string): {
  read(): Promise<readonly Lowering[]>;
  write(lowerings: readonly Lowering[]): Promise<void>;
} {
  // One write at a time: the last one called is the one that stays.
  let writing: Promise<void> = Promise.resolve();
  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      });
      if (text === null) return [];
      const parsed = parseLowerings(path, text);
      // A file that nobody can read names nobody to take back; the proxies are asked as well.
      return parsed.ok ? parsed.lowerings : [];
    },
    write: (lowerings) => {
      writing = writing.catch(() => undefined).then(() => replaceFile(path, printLowerings(lowerings)));
      return writing;
    },
  };
}

/** Temporary file, fsync, rename, fsync of the folder: after a crash either the old or the new text is there. */
async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export function pendingPath(stateDir: string): string {
  return join(stateDir, 'pending.yaml');
}
