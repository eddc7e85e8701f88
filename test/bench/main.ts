// `npm run bench [NAME…]`: runs the benchmarks beside this file, each of which exports `run(): Promise<readonly Row[]>`.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from './row.ts';

const notBenchmarks = new Set(['main.ts', 'row.ts', 'many-routes.ts', 'conftest.ts', 'istioctl.ts', 'cpu.ts']);
const wanted = process.argv.slice(2);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !notBenchmarks.has(file))
  .map((file) => file.slice(0, -'.ts'.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();
if (names.length === 0) throw new Error(`no benchmark of this name: ${wanted.join(' ')}`);

let kept = true;
for (const name of names) {
  console.log(name);
  for (const row of await rowsOf(name)) {
    const holds = row.atMost === undefined || row.value <= row.atMost;
    kept &&= holds;
    const promise = row.atMost === undefined ? '' : `  ${holds ? 'at most' : 'NOT at most'} ${row.atMost}${row.unit}`;
    console.log(`  ${row.what.padEnd(60)} ${format(row.value)}${row.unit}${promise}`);
  }
}
// Workers and connections of a benchmark are not waited for.
process.exit(kept ? 0 : 1);

async function rowsOf(name: string): Promise<readonly Row[]> {
  // A benchmark without `run` fails here with its name, which is what its author needs to see.
  const module = (await import(join(import.meta.dirname, `${name}.ts`))) as { run(): Promise<readonly Row[]> };
  return module.run();
}

function format(value: number): string {
  return Number.isInteger(value) || value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}
