/** The reconciler's own HTTP: read-only documents for `sluice status`, for health checks and for Prometheus. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpServer {
  /** `127.0.0.1:18080`; the port that was given out where 0 was asked for. */
  readonly address: string;
  close(): Promise<void>;
}

/** Path → the JSON document it answers with, made anew for each request. */
export type Documents = Readonly<Record<string, () => unknown>>;

/** Path → the text it answers with, made anew for each request; what else is to be done goes on between its parts. */
export type Texts = Readonly<Record<string, { readonly contentType: string; readonly parts: () => Iterable<string> }>>;

/** Serves GET requests on a loopback address until the signal aborts; anything else is refused. */
export async function startHttpServer(
  address: string,
  documents: Documents,
  signal: AbortSignal,
  texts: Texts = {},
): Promise<HttpServer> {
  const { host, port } = parseLoopback(address);
  const server = createServer((request, response) => answer(request, response, { documents, texts }));
  server.requestTimeout = 5_000;
  server.headersTimeout = 5_000;
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const close = (): Promise<void> => closeServer(server);
  signal.addEventListener('abort', () => void close(), { once: true });
  // A TCP server that listens has an AddressInfo.
  const bound = server.address() as AddressInfo;
  return { address: `${host}:${bound.port}`, close };
}

/** Reads `HOST:PORT` and refuses all but loopback: nothing here asks who is calling. */
export function parseLoopback(address: string): { readonly host: string; readonly port: number } {
  const match = /^(127\.0\.0\.1|localhost):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port > 65_535) {
    throw new Error(`${address} is no loopback address with a port, such as 127.0.0.1:18080`);
  }
  return { host: match[1], port };
}

interface Served {
  readonly documents: Documents;
  readonly texts: Texts;
}

function answer(request: IncomingMessage, response: ServerResponse, { documents, texts }: Served): void {
  // A page in a browser can be pointed at this port by name (DNS rebinding); only loopback names are answered.
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  if (host !== '127.0.0.1' && host !== 'localhost') return sendJson(response, 421, { error: 'unknown host' });
  if (request.method !== 'GET') return sendJson(response, 405, { error: 'only GET is served' });
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
  if (text !== undefined) return sendParts(response, text.contentType, text.parts());
  const document = Object.hasOwn(documents, path) ? documents[path] : undefined;
  if (document !== undefined) return sendJson(response, 200, document());
  const paths = [...Object.keys(documents), ...Object.keys(texts)];
  return sendJson(response, 404, { error: 'not found', paths });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', `${JSON.stringify(body)}\n`);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  begin(response, status, contentType);
  response.end(body);
}

function begin(response: ServerResponse, status: number, contentType: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
}

/** One part in each turn of the event loop. */
function sendParts(response: ServerResponse, contentType: string, parts: Iterable<string>): void {
  begin(response, 200, contentType);
  const rest = parts[Symbol.iterator]();
  const next = (): void => {
    if (response.destroyed) return;
    const part = rest.next();
    if (part.done === true) {
      response.end();
      return;
    }
    response.write(part.value);
    setImmediate(next);
  };
  next();
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
