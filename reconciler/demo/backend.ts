// A version of a service: answers its own name, and fails as often as it is told to.

import { once } from 'node:events';
import { createServer } from 'node:http';

export interface Backend {
  readonly name: string;
  readonly port: number;
  /** From now on this share of the answers is 500; in [0, 1]. */
  readonly setFailingShare: (share: number) => void;
  /** From now on this share of the answers, in [0, 1], comes so many ms late. */
  readonly setSlowShare: (share: number, lateMs: number) => void;
  readonly counts: () => { readonly good: number; readonly failed: number };
  readonly close: () => Promise<void>;
}

/** Starts a backend on loopback. Failures are spread evenly, so that every run has the same number of them. */
export async function startBackend(name: string, options: { readonly port?: number } = {}): Promise<Backend> {
  let failingShare = 0;
  let owed = 0;
  let slow = { share: 0, lateMs: 0, owed: 0 };
  let good = 0;
  let failed = 0;
  const server = createServer((request, response) => {
    request.resume();
    owed += failingShare;
    const fails = owed >= 1;
    if (fails) {
      owed -= 1;
      failed += 1;
    } else {
      good += 1;
    }
    const answer = (): void => {
      response.writeHead(fails ? 500 : 200, { 'content-length': Buffer.byteLength(name), 'x-backend': name });
      response.end(name);
    };
    slow.owed += slow.share;
    if (slow.owed < 1) return answer();
    slow.owed -= 1;
    setTimeout(answer, slow.lateMs).unref();
  });
  // Envoy keeps its connections; one that is closed under it is a failure which the test didn't ask for.
  server.keepAliveTimeout = 0;
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and a port');
  return {
    name,
    port: address.port,
    setFailingShare: (share) => {
      failingShare = share;
      owed = 0;
    },
    setSlowShare: (share, lateMs) => {
      slow = { share, lateMs, owed: 0 };
    },
    counts: () => ({ good, failed }),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
