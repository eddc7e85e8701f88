// `sluice lint` of 1,000 files as a process, in CPU time, beside conftest and opa with the same rules, and istioctl.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { conftest, fiveRules, manyRules } from './conftest.ts';
import { costOf } from './cpu.ts';
import { analyzeFiles, istioctl } from './istioctl.ts';
import { routeFiles } from './many-routes.ts';
import { median, type Row } from './row.ts';

const main = resolve(import.meta.dirname, '../../reconciler/main.ts');
const turns = 5;

/** Medians of runs that take turns. Sluice asks all of its own rules beside those that are named. */
export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  try {
    const mesh = join(folder, 'mesh');
    const cache = join(folder, 'cache');
    for (const [path, { text }] of routeFiles(1000)) write(join(mesh, path), text);
    const policies = { five: fiveRules, sixty: manyRules(60) };
    for (const [name, rego] of Object.entries(policies)) {
      write(join(folder, name, 'main.rego'), rego);
      for (const [path, { text }] of routeFiles(1000)) write(join(folder, `mesh-${name}`, path), text);
      write(join(folder, `mesh-${name}`, 'policy/main.rego'), rego);
    }
    const sluice = (dir: string, ...more: readonly string[]): readonly string[] => [
      process.execPath,
      main,
      'lint',
      dir,
      ...more,
    ];
    const other = await conftest();
    const analyzer = await istioctl();
    const opa = findOpa();
    const programs: Readonly<Record<string, readonly string[] | null>> = {
      own: sluice(mesh, '--no-cache'),
      cached: sluice(mesh),
      five: sluice(join(folder, 'mesh-five'), '--no-cache'),
      sixty: sluice(join(folder, 'mesh-sixty'), '--no-cache'),
      conftestFive: other === null ? null : [other, 'test', '--no-color', '--policy', join(folder, 'five'), mesh],
      conftestSixty: other === null ? null : [other, 'test', '--no-color', '--policy', join(folder, 'sixty'), mesh],
      opaFive: opa === null ? null : [opa, 'exec', '--decision', 'main/deny', '--bundle', join(folder, 'five'), mesh],
      analyze: analyzer === null ? null : [analyzer, ...analyzeFiles, mesh],
    };
    const ms = mediansMs(programs, { XDG_CACHE_HOME: cache });
    return rowsOf(ms);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rowsOf(ms: Readonly<Record<string, number>>): readonly Row[] {
  const cost = (what: string, name: string, atMost?: number): readonly Row[] => {
    const value = ms[name];
    return value === undefined ? [] : [{ what, value, unit: ' ms', ...(atMost === undefined ? {} : { atMost }) }];
  };
  const ratio = (what: string, name: string, beside: string, atMost: number): readonly Row[] => {
    const [value, by] = [ms[name], ms[beside]];
    return value === undefined || by === undefined ? [] : [{ what, value: value / by, unit: ' ×', atMost }];
  };
  return [
    ...cost('sluice lint, 1,000 files, all built-in rules: CPU', 'own'),
    ...cost('sluice lint, the same again, from its cache', 'cached', 400),
    ...cost('sluice lint, and five of conftest', 'five'),
    ...cost('sluice lint, and sixty of conftest', 'sixty'),
    ...cost('conftest test, five rules', 'conftestFive'),
    ...cost('conftest test, sixty named rules', 'conftestSixty'),
    ...cost('opa exec, five rules, on the first document of each file', 'opaFive'),
    ...cost('istioctl analyze', 'analyze'),
    ...ratio('sluice beside conftest, five rules', 'five', 'conftestFive', 0.9),
    ...ratio('sluice beside conftest, sixty named rules', 'sixty', 'conftestSixty', 0.1),
  ];
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function mediansMs(
  programs: Readonly<Record<string, readonly string[] | null>>,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, number>> {
  const times = new Map<string, number[]>();
  // The first turn compiles rules and fills caches, and is not counted.
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, words] of Object.entries(programs)) {
      if (words === null) continue;
      // conftest takes 16 s with sixty rules: once is enough to compare with.
      if (name === 'conftestSixty' && turn !== 1) continue;
      const { cpuMs, code } = costOf(words, env);
      if (code !== 0 && code !== 1) throw new Error(`${words.slice(0, 3).join(' ')} ended with ${code}`);
      if (turn > 0) times.set(name, [...(times.get(name) ?? []), cpuMs]);
    }
  }
  return Object.fromEntries([...times].map(([name, each]) => [name, median(each)]));
}
