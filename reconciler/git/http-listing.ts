import { listServerRefs } from 'isomorphic-git';

import { GitError } from './git-error.ts';
import { isOid } from './object.ts';
import { formatLsRefs, parseLsRefs } from './ref-listing.ts';
import { isomorphicHttp, statusText } from './wire.ts';
import type { HttpSource } from './http-source.ts';

/**
 * Makes a function that asks the server for these references (full names, also taken as prefixes): full name → id. Where the first
 * question is not understood it falls back, for good, to the protocol's first version, which lists everything.
 */
export function createLister(
  source: HttpSource,
  names: readonly string[],
): (signal: AbortSignal) => Promise<Map<string, string>> {
  let version: 1 | 2 | 'untried' = 'untried';
  return async (signal) => {
    if (version === 1) return await listAll(source, signal);
    try {
      const refs = await listSome(source, names, signal);
      version = 2;
      return refs;
    } catch (error) {
      if (version === 2 || signal.aborted || (error instanceof GitError && error.code !== 'network')) throw error;
      const refs = await listAll(source, signal).catch(() => null);
      if (refs === null) throw error;
      version = 1;
      return refs;
    }
  };
}

async function listSome(
  { client, url, headers, limits }: HttpSource,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const answer = await client.send({
    method: 'POST',
    url: `${url}/git-upload-pack`,
    headers: {
      ...headers,
      'git-protocol': 'version=2',
      'content-type': 'application/x-git-upload-pack-request',
      accept: 'application/x-git-upload-pack-result',
    },
    body: formatLsRefs(names),
    signal,
    maxBytes: limits.maxListBytes,
    isRepeatable: true,
  });
  if (answer.status !== 200) throw new GitError('network', statusText(answer));
  return parseLsRefs(answer);
}

async function listAll(
  { client, url, headers, limits }: HttpSource,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const http = isomorphicHttp(client, signal, limits.maxListBytes);
  const list = await listServerRefs({ http, url, headers: { ...headers }, protocolVersion: 1 });
  return new Map(list.filter(({ oid }) => isOid(oid)).map(({ ref, oid }) => [ref, oid]));
}
