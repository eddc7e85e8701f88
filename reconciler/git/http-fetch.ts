import { fetch as fetchPack } from 'isomorphic-git';

import { CloneFiles } from './clone-files.ts';
import type { HttpSource } from './http-source.ts';
import { isomorphicHttp } from './wire.ts';

export interface WantedBranch {
  readonly gitdir: string;
  /** Full name, on both sides: a tag of the branch's name must not be taken for it. */
  readonly ref: string;
  /** How many commits deep; null: all since what is here, which is little while polling. */
  readonly depth: number | null;
}

/**
 * Fetches one branch's commits into the clone; no tag, and no reference is moved but isomorphic-git's own note of the remote's. A depth
 * makes the server send whole trees again, so it is given for a first fetch and for digging deeper only.
 */
export async function fetchBranch(
  source: HttpSource,
  cache: object,
  wanted: WantedBranch,
  signal: AbortSignal,
): Promise<void> {
  const { client, url, headers, limits } = source;
  const { gitdir, ref, depth } = wanted;
  const files = new CloneFiles(gitdir, limits);
  const http = isomorphicHttp(client, signal, limits.maxPackBytes);
  await fetchPack({
    fs: files.client,
    http,
    cache,
    gitdir,
    url,
    ref,
    remoteRef: ref,
    singleBranch: true,
    tags: false,
    headers: { ...headers },
    ...(depth === null ? {} : { depth }),
  });
  await files.settle();
}
