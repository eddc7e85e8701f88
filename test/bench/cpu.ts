/** What a process costs. */

import { spawnSync } from 'node:child_process';

export interface Cost {
  /** User and system time of the process and its children, in ms. */
  readonly cpuMs: number;
  readonly code: number | null;
  readonly out: string;
}

/** Runs it to its end, by a shell that tells what its children took. */
export function costOf(words: readonly string[], env: Readonly<Record<string, string>> = {}): Cost {
  const script = '"$@"; code=$?; times >&3; exit $code';
  const { status, stdout, output } = spawnSync('bash', ['-c', script, 'bench', ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  const [, children = ''] = (output[3] ?? '').trim().split('\n');
  const [user = 0, system = 0] = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => 1000 * (60 * Number(minutes) + Number(seconds)),
  );
  return { cpuMs: user + system, code: status, out: stdout };
}
