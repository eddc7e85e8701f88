// Two clients: a steady one that sends at its rate whatever comes back (open loop), and a quick one that counts a split.

import { getRequest, HttpConnection, type Answer, type RequestTarget } from './http-connection.ts';

export interface RequestRecord extends Answer {
  /** ms since the epoch, with fractions, of a clock that never jumps. */
  readonly sentAt: number;
  readonly endedAt: number;
}

export interface LoadOptions extends RequestTarget {
  readonly ratePerSecond: number;
  readonly signal: AbortSignal;
  /** False: records are told and forgotten, for a load without an end. */
  readonly keepRecords?: boolean;
  /** Called with each record as it is made. */
  readonly onRecord?: (record: RequestRecord) => void;
}

export interface Load {
  /** In the order in which the answers came. */
  readonly records: readonly RequestRecord[];
  readonly inFlight: () => number;
  /** Sends nothing more, and waits for the answers that are owed, at most `deadlineMs` (5 s); then closes. */
  readonly stop: (deadlineMs?: number) => Promise<void>;
}

const TICK_MS = 4;

/** Milliseconds since the epoch, monotonic, for records and for comparing with them. */
export function clockMs(): number {
  return performance.timeOrigin + performance.now();
}

/** Sends GETs at a constant rate until `stop` or abort. A request that finds no idle connection opens one. */
export function startLoad(options: LoadOptions): Load {
  const request = getRequest(options);
  const records: RequestRecord[] = [];
  const pool = new Pool(options.port);
  const startedAt = clockMs();
  let sent = 0;
  let owed = 0;
  let whenSettled: (() => void) | null = null;

  const sendOne = (): void => {
    const sentAt = clockMs();
    owed += 1;
    pool.send(request, (answer) => {
      owed -= 1;
      const record = { ...answer, sentAt, endedAt: clockMs() };
      if (options.keepRecords !== false) records.push(record);
      options.onRecord?.(record);
      if (owed === 0) whenSettled?.();
    });
  };
  const timer = setInterval(() => {
    const due = Math.floor(((clockMs() - startedAt) * options.ratePerSecond) / 1000);
    for (; sent < due; sent += 1) sendOne();
  }, TICK_MS);
  const end = (): void => {
    clearInterval(timer);
    options.signal.removeEventListener('abort', end);
    pool.close();
  };
  options.signal.addEventListener('abort', end, { once: true });
  if (options.signal.aborted) end();

  return {
    records,
    inFlight: () => owed,
    stop: async (deadlineMs = 5000) => {
      clearInterval(timer);
      if (owed > 0) await settled((resolve) => (whenSettled = resolve), deadlineMs);
      end();
    },
  };
}

/** Sends `count` GETs over `connections` connections as fast as they are answered. */
export async function sendRequests(
  options: RequestTarget & { readonly count: number; readonly connections?: number },
): Promise<readonly RequestRecord[]> {
  const request = getRequest(options);
  const records: RequestRecord[] = [];
  const pool = new Pool(options.port);
  let left = options.count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const sentAt = clockMs();
      const answer = await new Promise<Answer>((resolve) => pool.send(request, resolve));
      records.push({ ...answer, sentAt, endedAt: clockMs() });
    }
  };
  await Promise.all(Array.from({ length: options.connections ?? 16 }, worker));
  pool.close();
  return records;
}

/** How many answers each key had: a backend's name, else `status 503`, else the error. */
export function tally(records: readonly RequestRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const record of records) {
    const key = record.error ?? record.backend ?? `status ${record.status}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

class Pool {
  readonly #port: number;
  readonly #idle: HttpConnection[] = [];
  readonly #all = new Set<HttpConnection>();

  constructor(port: number) {
    this.#port = port;
  }

  send(request: string, done: (answer: Answer) => void): void {
    let connection = this.#idle.pop();
    while (connection !== undefined && !connection.usable) connection = this.#idle.pop();
    (connection ?? this.#open()).send(request, done);
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  #open(): HttpConnection {
    const connection = new HttpConnection(
      this.#port,
      (idle) => this.#idle.push(idle),
      (closed) => this.#all.delete(closed),
    );
    this.#all.add(connection);
    return connection;
  }
}

/** Waits for a call, or for the deadline, whichever is first. */
function settled(subscribe: (resolve: () => void) => void, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, deadlineMs);
    subscribe(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
