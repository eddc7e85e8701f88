import * as http from 'node:http';
import * as https from 'node:https';

import { codeOf, GitError, reasonOf } from './git-error.ts';

/** A whole answer: isomorphic-git never settles when a body fails halfway, so none is handed to it before it is complete. */
export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Ends the request at any point, also while the body trickles in. */
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  /** True where doing it twice does no harm; only such a request goes over a kept connection, and is tried again. */
  readonly isRepeatable: boolean;
}

/** A client for one host. */
export class HttpClient {
  readonly #origin: string;
  readonly #agent: http.Agent;

  constructor(url: URL) {
    this.#origin = url.origin;
    this.#agent =
      url.protocol === 'https:' ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true });
  }

  /** Throws GitError `network` or `limit`. Redirects are not followed: they could lead our credentials to another host. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const url = new URL(request.url);
    if (url.origin !== this.#origin) throw new GitError('network', `${url.origin} is not the remote's host`);
    let answer: HttpAnswer;
    try {
      answer = await this.#once(url, request);
    } catch (error) {
      // A kept connection that the server has closed meanwhile. A push is not repeated: it may have been done.
      const isStale = codeOf(error) === 'ECONNRESET' && request.isRepeatable && !request.signal.aborted;
      if (!isStale) throw asGitError(error, url);
      answer = await this.#once(url, request).catch((again: unknown) => {
        throw asGitError(again, url);
      });
    }
    if (answer.status >= 300 && answer.status < 400) {
      const target = answer.headers['location'] ?? 'nowhere';
      throw new GitError(
        'network',
        `${url.origin} redirects to ${withoutSecrets(target)}; give that URL to Sluice if you trust it`,
      );
    }
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }

  #once(url: URL, { method, headers, body, signal, maxBytes, isRepeatable }: HttpRequest): Promise<HttpAnswer> {
    const start = url.protocol === 'https:' ? https.request : http.request;
    const agent = isRepeatable ? this.#agent : false;
    return new Promise((resolve, reject) => {
      const lengths = body ? { 'content-length': String(body.length) } : {};
      const outgoing = start(url, { method, headers: { ...headers, ...lengths }, agent, signal });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        let size = 0;
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > maxBytes) {
            outgoing.destroy();
            reject(new GitError('limit', `the remote's answer has more than ${maxBytes} bytes`));
          }
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 0;
          const statusText = incoming.statusMessage ?? '';
          resolve({ status, statusText, headers: flatten(incoming.headers), body: Buffer.concat(chunks, size) });
        });
      });
      outgoing.end(body);
    });
  }
}

function asGitError(error: unknown, url: URL): GitError {
  if (error instanceof GitError) return error;
  const isTimeout = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return new GitError(
    'network',
    `${url.origin} ${isTimeout ? 'did not answer in time' : `was not reached: ${textOf(error)}`}`,
    {
      cause: error,
    },
  );
}

/** Happy eyeballs fails with an AggregateError, whose own message is empty. */
function textOf(error: unknown): string {
  return reasonOf(error) || codeOf(error) || 'no reason was given';
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

/** A URL as it may be printed. */
function withoutSecrets(url: string): string {
  return url.replace(/:\/\/[^/@]*@/, '://').replace(/\?.*$/, '');
}
