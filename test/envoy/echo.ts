/** A backend that says what reached it, and a client that sends a request as it is given. */

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Echo {
  readonly port: number;
  readonly close: () => void;
}

/** What the backend got. */
export interface Received {
  readonly backend: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Null where no backend answered. */
  readonly received: Received | null;
}

export async function startEcho(name: string): Promise<Echo> {
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    response.setHeader('x-backend', name);
    response.end(JSON.stringify({ backend: name, method, url, headers }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface Ask {
  readonly host: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function ask(port: number, { host, path = '/', method = 'GET', headers = {} }: Ask): Promise<Answered> {
  const sent = request({ port, host: '127.0.0.1', path, method, headers: { ...headers, host }, timeout: 10_000 });
  sent.end();
  const answered = new Promise<Answered>((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => {
        const received = response.headers['x-backend'] === undefined ? null : (JSON.parse(body) as Received);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, received });
      });
    });
  });
  return await answered;
}
