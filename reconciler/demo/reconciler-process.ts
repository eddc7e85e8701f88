/** The reconciler as users run it: `sluice run`, watched by the lines that it logs. */

import { startChild, type Child } from './child.ts';

/** One line of the reconciler's log. */
export interface LoggedEvent {
  readonly event: string;
  readonly commit?: string;
  readonly target?: string;
  readonly reason?: string;
  readonly weight?: number | null;
  readonly intent?: string;
  readonly files?: readonly (string | null)[];
}

export interface ReconcilerOptions {
  /** What runs `sluice`: node and its main file. */
  readonly sluice: readonly [string, ...string[]];
  /** A folder's full path, or a URL. */
  readonly repo: string;
  readonly stateDir: string;
  readonly xdsPort: number;
  readonly httpPort: number;
  /** As `--interval` has it; `1s` when absent. */
  readonly interval?: string;
  readonly onEvent: (event: LoggedEvent) => void;
  readonly signal: AbortSignal;
}

export class ReconcilerProcess {
  readonly #options: ReconcilerOptions;
  readonly #waiting = new Set<(event: LoggedEvent) => void>();
  #child: Child | null = null;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
  }

  start(): void {
    const { sluice, repo, stateDir, signal } = this.#options;
    const [program, ...args] = sluice;
    this.#child = startChild({
      command: [program, ...args, 'run', '--repo', repo, '--dir', stateDir, ...addresses(this.#options)],
      cwd: process.cwd(),
      lines: 'stderr',
      onLine: (line) => this.#read(line),
      signal,
    });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    await this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  async stop(): Promise<void> {
    await this.#child?.kill('SIGTERM');
    this.#child = null;
  }

  /** The next event that `wanted` is true of; throws when there is none in time, or the signal aborts. */
  next(what: string, wanted: (event: LoggedEvent) => boolean, deadlineMs: number): Promise<LoggedEvent> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.#waiting.delete(look);
      };
      const look = (event: LoggedEvent): void => {
        if (!wanted(event)) return;
        end();
        resolve(event);
      };
      const aborted = (): void => {
        end();
        reject(new Error('interrupted'));
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`the reconciler did not ${what} within ${deadlineMs / 1000} s`));
      }, deadlineMs);
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.add(look);
    });
  }

  #read(line: string): void {
    const event = parseEvent(line);
    if (event === null) return;
    this.#options.onEvent(event);
    for (const look of this.#waiting) look(event);
  }
}

function addresses({ xdsPort, httpPort, interval = '1s' }: ReconcilerOptions): readonly string[] {
  return ['--xds', `127.0.0.1:${xdsPort}`, '--http', `127.0.0.1:${httpPort}`, '--interval', interval];
}

function parseEvent(line: string): LoggedEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    const known = typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string';
    // Our own program's log: its fields are those that `reconcile/` writes.
    return known ? (value as LoggedEvent) : null;
  } catch {
    return null;
  }
}
