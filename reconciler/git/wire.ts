import type { GitHttpRequest, GitHttpResponse, HttpClient as IsomorphicHttp } from 'isomorphic-git';

import { GitError } from './git-error.ts';
import type { HttpAnswer, HttpClient } from './http-client.ts';
import { type Packet, parsePackets } from './pkt-line.ts';
import { printable } from './ref-listing.ts';

/** isomorphic-git's HTTP, over ours: whole answers only, of checked framing, within a size and a time. For fetches, which may be repeated. */
export function isomorphicHttp(client: HttpClient, signal: AbortSignal, maxBytes: number): IsomorphicHttp {
  const request = async ({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> => {
    const sent = body === undefined ? {} : { body: await collect(body) };
    const answer = await client.send({ method, url, headers, signal, maxBytes, isRepeatable: true, ...sent });
    if (answer.status !== 200) throw new GitError('network', statusText(answer));
    const packets = parsePackets(answer.body);
    if (method === 'POST') refuseFatal(packets);
    // A list of references ends in a flush; without one it lost its end, and branches would seem to be gone.
    else if (packets.at(-1)?.kind !== 'flush') {
      throw new GitError('network', "the remote's list of references is cut off");
    }
    const { status: statusCode, statusText: statusMessage } = answer;
    return { url, method, headers: { ...answer.headers }, body: once(answer.body), statusCode, statusMessage };
  };
  return { request };
}

/** What an answer that is no success says to the person who set Sluice up. */
export function statusText({ status, statusText: text, body }: HttpAnswer): string {
  if (status === 401 || status === 403) {
    return `the remote answers ${status} ${text}: check the credentials and what they may do`;
  }
  if (status === 404) {
    return `the remote answers 404 ${text}: check the URL, and that the credentials may see the repository`;
  }
  return `the remote answers ${status} ${text} ${printable(body.toString('utf8', 0, 200))}`.trim();
}

/** A fatal message comes in band 3, at which isomorphic-git would end as if all had come. */
function refuseFatal(packets: readonly Packet[]): void {
  for (const packet of packets) {
    if (packet.kind !== 'data' || packet.bytes[0] !== 3) continue;
    throw new GitError('network', `the remote says: ${printable(packet.bytes.toString('utf8', 1))}`);
  }
}

async function collect(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** An iterator that can be returned to, as isomorphic-git's types have it. */
async function* once(body: Buffer): AsyncGenerator<Uint8Array, void, undefined> {
  yield await Promise.resolve(body);
}
