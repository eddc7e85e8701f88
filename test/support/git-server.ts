import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What goes wrong with pushes; each is asked anew for each push. */
export interface GitServerOptions {
  /** The folder that holds the repositories; a URL's path names one of them. */
  readonly root: string;
  /** Runs after the client has looked, and before git does its push. */
  readonly beforePush?: () => Promise<void> | void;
  /** Told the size of each answer. */
  readonly onAnswer?: (path: string, bytes: number) => void;
  /** Waits so long before a push is handed to git. */
  readonly delayPushMs?: () => number;
  /** A text: the push is answered 403 with it and not done. */
  readonly refusePush?: () => string | null;
  /** True: git does the push, and the connection breaks before its answer. */
  readonly dropReply?: () => boolean;
  /** Answers instead of git, for servers that lie, stall or redirect; true when it did. */
  readonly intercept?: (request: IncomingMessage, response: ServerResponse, body: Buffer) => boolean;
}

/** One request, as a test may want to count it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly bodyBytes: number;
}

/** A real git server: node:http in front of `git http-backend`. */
export class GitServer {
  readonly requests: SeenRequest[] = [];
  readonly #options: GitServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #running = new Set<Promise<unknown>>();
  #server: Server | null = null;
  #port = 0;

  constructor(options: GitServerOptions) {
    this.#options = options;
  }

  url(repository: string): string {
    return `http://127.0.0.1:${this.#port}/${repository}`;
  }

  /** Listens; after `stop` on the same port again. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const answered = this.#answer(request, response).catch(() => response.destroy());
      this.#running.add(answered);
      void answered.finally(() => this.#running.delete(answered));
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address === 'object' && address !== null) this.#port = address.port;
    this.#server = server;
  }

  /** Breaks all connections and listens no more; a push that git has in hand is still finished. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    await this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await collect(request);
    const path = request.url ?? '/';
    this.requests.push({ method: request.method ?? '', path, headers: request.headers, bodyBytes: body.length });
    if (this.#options.intercept?.(request, response, body)) return;
    const isPush = request.method === 'POST' && path.endsWith('/git-receive-pack');
    if (isPush && (await this.#holdBack(response))) return;
    const { status, headers, content } = parseCgi(await runBackend(this.#options.root, request, body));
    if (isPush && this.#options.dropReply?.()) {
      request.socket.destroy();
      return;
    }
    this.#options.onAnswer?.(path, content.length);
    response.writeHead(status, headers).end(content);
  }

  /** Refuses or delays a push, as the test wants it; true when it was answered. */
  async #holdBack(response: ServerResponse): Promise<boolean> {
    const refusal = this.#options.refusePush?.() ?? null;
    if (refusal !== null) {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(refusal);
      return true;
    }
    await this.#options.beforePush?.();
    const delayMs = this.#options.delayPushMs?.() ?? 0;
    if (delayMs > 0) await delay(delayMs);
    return false;
  }
}

export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const server = new GitServer(options);
  await server.start();
  return server;
}

async function runBackend(root: string, request: IncomingMessage, body: Buffer): Promise<Buffer> {
  const [path = '', query = ''] = (request.url ?? '/').split('?');
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: String(body.length),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'test',
      REMOTE_ADDR: '127.0.0.1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'http.receivepack',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: '*',
    },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(body);
  return await collect(child.stdout);
}

function parseCgi(output: Buffer): { status: number; headers: Record<string, string>; content: Buffer } {
  const end = output.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of output.toString('latin1', 0, Math.max(end, 0)).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number.parseInt(headers['status'] ?? '200', 10);
  delete headers['status'];
  return { status, headers, content: output.subarray(end + 4) };
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
