/** A child process whose lines are read as they come, and which never outlives us. */

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  readonly pid: number;
  /** Sends the signal and waits for the end. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

export interface ChildOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Whose lines: what it prints, or what it logs. The other one is let go. */
  readonly lines: 'stdout' | 'stderr';
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

export function startChild(options: ChildOptions): Child {
  const [program, ...args] = options.command;
  const stdout = options.lines === 'stdout' ? 'pipe' : 'ignore';
  const stderr = options.lines === 'stderr' ? 'pipe' : 'ignore';
  // A session of its own: Ctrl-C at the terminal is ours to handle, in order.
  const child = spawn(program, args, { cwd: options.cwd, stdio: ['pipe', stdout, stderr], detached: true });
  const stream = options.lines === 'stdout' ? child.stdout : child.stderr;
  if (stream !== null) createInterface({ input: stream }).on('line', options.onLine);
  child.stdin?.on('error', () => undefined);
  const ended = endOf(child);
  const kill = (): void => void child.kill('SIGKILL');
  options.signal.addEventListener('abort', kill, { once: true });
  process.once('exit', kill);
  void ended.then(() => {
    options.signal.removeEventListener('abort', kill);
    process.removeListener('exit', kill);
  });
  return {
    pid: child.pid ?? 0,
    kill: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}
