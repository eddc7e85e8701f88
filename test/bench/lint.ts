// `sluice lint` of 1,000 files as a process, beside conftest.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { conftest, fiveRules } from './conftest.ts';
import { routeFiles } from './many-routes.ts';
import { median, type Row } from './row.ts';

const main = resolve(import.meta.dirname, '../../reconciler/main.ts');

/** Medians of seven runs each, which take turns; Sluice runs all of its built-in rules. */
export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    const mesh = join(folder, 'mesh');
    for (const [path, { text }] of routeFiles(1000)) write(join(mesh, path), text);
    write(join(folder, 'policy/main.rego'), fiveRules);
    const other = conftest();
    const programs = [
      [process.execPath, main, 'lint', mesh],
      ...(other === null ? [] : [[other, 'test', '--no-color', '--policy', join(folder, 'policy'), mesh]]),
    ];
    const [sluice = 0, beside] = mediansMs(programs);
    const ours: Row = { what: 'sluice lint, 1,000 files, all built-in rules', value: sluice, unit: ' ms' };
    if (beside === undefined) return [ours];
    return [
      ours,
      { what: 'conftest test, 1,000 files, five rules', value: beside, unit: ' ms' },
      { what: 'sluice beside conftest', value: sluice / beside, unit: ' ×', atMost: 0.9 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function mediansMs(programs: readonly (readonly string[])[]): readonly number[] {
  const times = programs.map((): number[] => []);
  for (let turn = 0; turn < 7; turn += 1) {
    for (const [index, words] of programs.entries()) times[index]?.push(processMs(words));
  }
  return times.map(median);
}

function processMs([program = '', ...args]: readonly string[]): number {
  const from = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(0, 1000)}`);
  return performance.now() - from;
}
