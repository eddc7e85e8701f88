import { GitError, reasonOf } from './git-error.ts';
import { collectNewObjects, type PushScope } from './new-objects.ts';
import { formatPack } from './pack-writer.ts';
import { formatPush, parsePushReport, type PushedRef, type PushReport } from './push-report.ts';
import type { HttpSource } from './http-source.ts';
import { statusText } from './wire.ts';

/**
 * Pushes one reference in one request. Where nothing was sent, and where the answer got lost, the outcome is `unknown`; throws GitError
 * only where our own objects can't be read.
 */
export async function pushOverHttp(
  { client, url, headers, limits }: HttpSource,
  scope: PushScope,
  wanted: PushedRef,
  signal: AbortSignal,
): Promise<PushReport | { readonly kind: 'unknown'; readonly reason: string }> {
  const pack = formatPack(await collectNewObjects(scope, wanted.oid));
  try {
    const answer = await client.send({
      method: 'POST',
      url: `${url}/git-receive-pack`,
      headers: {
        ...headers,
        'content-type': 'application/x-git-receive-pack-request',
        accept: 'application/x-git-receive-pack-result',
      },
      body: formatPush(wanted, pack),
      signal,
      maxBytes: limits.maxListBytes,
      isRepeatable: false,
    });
    // These are answers: nothing was done. Of a server that broke (500 and on) nobody knows.
    if (answer.status >= 400 && answer.status < 500) return { kind: 'refused', reason: statusText(answer) };
    if (answer.status !== 200) return { kind: 'unknown', reason: statusText(answer) };
    return parsePushReport(answer.body, wanted.ref);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}
