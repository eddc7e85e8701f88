/** `sluice` as a user starts it: a process of its own. */

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const main = resolve(import.meta.dirname, '../../reconciler/main.ts');

export interface Ended {
  /** Null where it did not end by itself within 30 s. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs it in a folder, where it keeps its state as well, and waits for its end. */
export function sluice(cwd: string, ...words: readonly string[]): Promise<Ended> {
  return sluiceWith(cwd, '', ...words);
}

/** The same with this text as its standard input. */
export function sluiceWith(cwd: string, input: string, ...words: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    const env = { ...process.env, XDG_STATE_HOME: cwd, XDG_CACHE_HOME: cwd };
    const child = execFile(process.execPath, [main, ...words], { cwd, env, timeout: 30_000 }, (_, out, err) => {
      done({ code: child.exitCode, out, err });
    });
    // A process that reads nothing may have ended before.
    child.stdin?.on('error', () => undefined).end(input);
  });
}
