/** Versions of a service that do as the path says: late, cut, reset, in gRPC or plain HTTP. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { setTimeout as after } from 'node:timers/promises';

export interface OddBackend {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * HTTP/1.1: `/ok`, `/status/503`, `/late/MS` (headers after that), `/stream/MS` (headers now, the end after that), `/cut`
 * (a body shorter than its length), `/reset` (no answer at all), `/hang`, and what is fine when it is asked for again:
 * `/once-503/ID`, `/once-reset/ID`.
 */
export async function startOddBackend(): Promise<OddBackend> {
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    request.resume();
    const isFirst = !asked.has(request.url ?? '');
    asked.add(request.url ?? '');
    const [, does = '', argument = ''] = (request.url ?? '').split('/');
    const body = (): void => void response.end('fine');
    switch (does) {
      case 'status':
        response.writeHead(Number(argument));
        return body();
      case 'late':
        return void after(Number(argument)).then(body);
      case 'stream':
        response.write('some');
        return void after(Number(argument)).then(body);
      case 'cut':
        response.writeHead(200, { 'content-length': 100 });
        response.write('short', () => request.socket.destroy());
        return;
      case 'reset':
        return void request.socket.destroy();
      case 'hang':
        return;
      case 'once-503':
        response.writeHead(isFirst ? 503 : 200);
        return body();
      case 'once-reset':
        return isFirst ? void request.socket.destroy() : body();
      default:
        return body();
    }
  });
  server.keepAliveTimeout = 0;
  return listening(server, () => server.closeAllConnections());
}

/**
 * HTTP/2: `/grpc/N` (that status in trailers), `/only/N` (in headers alone), `/stream/MS` (status 0 after that), `/cut`
 * (reset within the body), `/reset` (reset without an answer), `/hang`, `/status/503` and `/text` (without a status), `/gone` (the
 * connection breaks within the body).
 */
export async function startOddGrpcBackend(): Promise<OddBackend> {
  const sessions = new Set<{ destroy: () => void }>();
  const server = createHttp2Server();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    stream.resume();
    const [, does = '', argument = ''] = String(headers[':path']).split('/');
    answerGrpc(stream, does, argument);
  });
  return listening(server, () => {
    for (const session of sessions) session.destroy();
  });
}

function answerGrpc(stream: ServerHttp2Stream, does: string, argument: string): void {
  const grpc = { ':status': 200, 'content-type': 'application/grpc' };
  switch (does) {
    case 'only':
      return stream.respond({ ...grpc, 'grpc-status': argument }, { endStream: true });
    case 'stream':
      sendTrailers(stream, '0', Number(argument));
      return;
    case 'cut':
    case 'gone':
      stream.respond(grpc);
      stream.write(message, () => (does === 'cut' ? stream.destroy(new Error('cut')) : stream.session?.destroy()));
      return;
    case 'reset':
      return stream.close(2);
    case 'hang':
      return;
    case 'status':
      stream.respond({ ':status': Number(argument) });
      stream.end('no');
      return;
    case 'text':
      stream.respond({ ':status': 200 });
      stream.end('hello');
      return;
    default:
      sendTrailers(stream, argument === '' ? '0' : argument, 0);
  }
}

/** An empty message: no compression, no bytes. */
const message = Buffer.alloc(5);

function sendTrailers(stream: ServerHttp2Stream, status: string, afterMs: number): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.write(message);
  if (afterMs === 0) stream.end();
  else void after(afterMs).then(() => stream.end());
}

async function listening(server: Server | Http2Server, cut: () => void): Promise<OddBackend> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address and a port');
  return {
    port: address.port,
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
