/** An HTTP server on loopback that answers as a test says, and counts what it was asked. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface JsonServer {
  readonly address: string;
  readonly asked: readonly Asked[];
  /** Resolves with the next request. */
  nextAsked(): Promise<void>;
  close(): Promise<void>;
}

/** The body is sent as JSON unless it is text. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Null: never answer. */
export type Answering = (asked: Asked) => Reply | null | Promise<Reply | null>;

export async function startJsonServer(answering: Answering): Promise<JsonServer> {
  const asked: Asked[] = [];
  const waiting = new Set<() => void>();
  const hear = (each: Asked): ReturnType<Answering> => {
    asked.push(each);
    for (const told of waiting) told();
    waiting.clear();
    return answering(each);
  };
  const server = createServer((request, response) => {
    answer(request, response, hear).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and a port');
  return {
    address: `http://127.0.0.1:${address.port}`,
    asked,
    nextAsked: () => new Promise((resolve) => void waiting.add(resolve)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, answering: Answering): Promise<void> {
  const { method = '', url = '', headers } = request;
  const reply = await answering({ method, url, headers, body: await text(request) });
  if (reply === null) return;
  response.writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
}
