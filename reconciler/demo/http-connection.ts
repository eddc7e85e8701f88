// One keep-alive HTTP/1.1 connection with one request at a time, on a bare socket: the cheapest client there is,
// so that a thousand requests a second leave the processor to Envoy.

import { connect, type Socket } from 'node:net';

/** What came back. `status` 0 and an error when nothing whole did. */
export interface Answer {
  readonly status: number;
  /** The `x-backend` header; null where Envoy itself answered. */
  readonly backend: string | null;
  readonly error: string | null;
}

type Done = (answer: Answer) => void;

/** A connection to loopback. `onIdle` is called each time it can take a request again, `onClosed` once at its end. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #onIdle: (connection: HttpConnection) => void;
  #waiting: Done | null = null;
  #received = '';
  #closed = false;

  constructor(
    port: number,
    onIdle: (connection: HttpConnection) => void,
    onClosed: (connection: HttpConnection) => void,
  ) {
    this.#onIdle = onIdle;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    // One character a byte, so that lengths agree with content-length.
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#read(text));
    let reason = 'connection closed';
    this.#socket.on('error', (error) => (reason = error.message));
    this.#socket.on('close', () => {
      this.#closed = true;
      onClosed(this);
      this.#finish({ status: 0, backend: null, error: reason });
    });
  }

  get usable(): boolean {
    return !this.#closed && this.#waiting === null;
  }

  /** Sends the bytes of one request; `done` is called exactly once. */
  send(request: string, done: Done): void {
    this.#waiting = done;
    this.#received = '';
    this.#socket.write(request);
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd + 2).toLowerCase();
    const length = Number(valueOf(head, 'content-length') ?? Number.NaN);
    if (Number.isNaN(length)) {
      this.#finish({ status: 0, backend: null, error: 'an answer without content-length' });
      this.close();
      return;
    }
    if (this.#received.length < headEnd + 4 + length) return;
    const answer = { status: Number(head.slice(9, 12)), backend: valueOf(head, 'x-backend'), error: null };
    if (valueOf(head, 'connection') === 'close') {
      this.#closed = true;
      this.close();
    }
    this.#finish(answer);
    if (!this.#closed) this.#onIdle(this);
  }

  #finish(answer: Answer): void {
    const done = this.#waiting;
    this.#waiting = null;
    done?.(answer);
  }
}

/** The value of a header in a lower-case head, each line of which ends in a line feed. */
function valueOf(head: string, name: string): string | null {
  const start = head.indexOf(`\r\n${name}:`);
  if (start < 0) return null;
  const from = start + name.length + 3;
  return head.slice(from, head.indexOf('\r\n', from)).trim();
}

/** The bytes of a GET. */
export function getRequest(target: RequestTarget): string {
  const headers = Object.entries(target.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${target.path ?? '/'} HTTP/1.1\r\nhost: ${target.host}\r\n${headers.join('')}\r\n`;
}

export interface RequestTarget {
  readonly port: number;
  /** The Host header. */
  readonly host: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
