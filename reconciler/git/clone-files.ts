import * as fs from 'node:fs/promises';
import { join } from 'node:path';

import type { PromiseFsClient } from 'isomorphic-git';

import { codeOf } from './git-error.ts';
import type { GitLimits } from './limits.ts';
import { replaceFile } from './local-head.ts';
import { scanPack } from './pack-scan.ts';

/**
 * The file system that isomorphic-git sees. Files appear whole or not at all; a pack is looked through before it is kept; and
 * `shallow`, which isomorphic-git writes before the commits have come, changes only when the fetch is done.
 */
export class CloneFiles {
  readonly client: PromiseFsClient;
  readonly #shallowPath: string;
  /** What `shallow` is to become: a text, null to remove it, undefined for no change. */
  #shallow: string | null | undefined;

  constructor(gitdir: string, limits: GitLimits) {
    this.#shallowPath = join(gitdir, 'shallow');
    const { readdir, mkdir, rmdir, stat, lstat, readlink, symlink } = fs;
    this.client = {
      promises: {
        readFile: fs.readFile,
        readdir,
        mkdir,
        rmdir,
        stat,
        lstat,
        readlink,
        symlink,
        writeFile: async (path: string, contents: Uint8Array | string) => {
          if (path === this.#shallowPath) this.#shallow = contents.toString();
          else await this.#write(path, contents, limits);
        },
        unlink: async (path: string) => {
          if (path === this.#shallowPath) this.#shallow = null;
          else await fs.unlink(path);
        },
      },
    };
  }

  /** Lets what the fetch found out about the history's edge take effect. */
  async settle(): Promise<void> {
    const shallow = this.#shallow;
    this.#shallow = undefined;
    if (typeof shallow === 'string') await replaceFile(this.#shallowPath, shallow);
    if (shallow === null) {
      await fs.unlink(this.#shallowPath).catch((error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
    }
  }

  async #write(path: string, contents: Uint8Array | string, limits: GitLimits): Promise<void> {
    if (path.endsWith('.pack') && typeof contents !== 'string') scanPack(Buffer.from(contents), limits);
    await replaceFile(path, contents);
  }
}
