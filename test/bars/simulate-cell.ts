// One cell of the promised figures, by the command as people run it. SIMULATE_RUNS releases a cell.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Summary } from '../../reconciler/simulate/summary.ts';

const runs = Number(process.env['SIMULATE_RUNS'] ?? 1_000);
const main = resolve(import.meta.dirname, '../../reconciler/main.ts');

/** `plain`: from 5 %. `steps`: the default ones, from 1 %. `one`: a single judged step. `two`: errors and latency. */
export type Walk = 'plain' | 'steps' | 'one' | 'two';

const errors = '{sli: errors, max: 1%, tolerate: 2%, versusStable: 2}';
const latency = '{sli: latency, threshold: 300ms, max: 1%, tolerate: 5%, versusStable: 2}';
const walks: Readonly<Record<Walk, { readonly steps: readonly number[]; readonly evidence: readonly string[] }>> = {
  plain: { steps: [5, 25, 50, 90], evidence: [errors] },
  steps: { steps: [1, 5, 25, 50, 90], evidence: [errors] },
  one: { steps: [5], evidence: [errors] },
  two: { steps: [5, 25, 50, 90], evidence: [errors, latency] },
};

export interface Cell {
  /** What the figures are printed as: `healthy` or `bad`, and a name. */
  readonly table: 'healthy' | 'bad';
  readonly name: string;
  readonly walk?: Walk;
  /** The canary's requests per second at the first step. */
  readonly rate: number;
  /** In percent, of every SLI; or as the command takes it, of one. */
  readonly bad: number | readonly string[];
  readonly stable: number | readonly string[];
  readonly noise?: readonly string[];
  readonly proxies?: number;
  /** Ten hours at 1/s and less, one above, where nothing is said. */
  readonly length?: string;
  /** A fifth of the runs: for cells that are long, and promise no rare thing. */
  readonly few?: boolean;
}

/** Runs it, and prints a line that `simulate-table.ts` reads. */
export async function simulate(cell: Cell): Promise<Summary> {
  const { table, name, walk = 'plain', rate, bad, stable, noise = [], proxies = 1 } = cell;
  const folder = await mkdtemp(join(tmpdir(), 'sluice-simulate-'));
  try {
    const file = join(folder, 'rollout.yaml');
    await writeFile(file, manifestOf(walk));
    const rps = (rate * 100) / (walks[walk].steps[0] ?? 100);
    const given = ['--rps', `${rps}`, ...flags('--bad', bad), ...flags('--stable-bad', stable)];
    const world = [...noise.flatMap((each) => ['--burst', each]), '--proxies', `${proxies}`];
    const length = cell.length ?? (rate <= 1 ? '10h' : '1h');
    const summary = await run(['--rollout', file, ...given, ...world, '--for', length], cell.few === true);
    process.stdout.write(`${table}: ${name}: ${JSON.stringify(summary)}\n`);
    return summary;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function run(words: readonly string[], few: boolean): Promise<Summary> {
  const rest = ['--runs', `${few ? Math.ceil(runs / 5) : runs}`, '--seed', '1', '--json'];
  const child = spawn(process.execPath, [main, 'simulate', ...words, ...rest], { stdio: ['ignore', 'pipe', 'pipe'] });
  const out: Buffer[] = [];
  let last = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    last = chunk.toString('utf8');
  });
  const { promise, resolve: done, reject } = Promise.withResolvers<number | null>();
  child.on('error', reject);
  child.on('close', done);
  const code = await promise;
  if (code !== 0) throw new Error(`sluice simulate ended with ${code}: ${last}`);
  // Our own command's answer.
  return JSON.parse(Buffer.concat(out).toString('utf8')) as Summary;
}

function flags(flag: string, bad: number | readonly string[]): string[] {
  const texts = typeof bad === 'number' ? [`${bad}%`] : bad;
  return texts.flatMap((text) => [flag, text]);
}

function manifestOf(walk: Walk): string {
  const { steps, evidence } = walks[walk];
  return `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: checkout, namespace: shop}
spec:
  target: {kind: VirtualService, name: checkout}
  steps:
${steps.map((step) => `  - {weight: ${step}%, hold: 10s}\n`).join('')}  - {weight: 100%}
  evidence:
${evidence.map((each) => `  - ${each}\n`).join('')}  confidence: 99%
  deadline: 1h
`;
}
