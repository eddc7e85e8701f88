/** Plants each fault in a copy of the sources and looks whether the tests of walks find it. Exits 1 when one is missed. */

import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faults } from './faults.ts';
import type { Fault } from './faults.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const copied = [
  'policies',
  'reconciler/live',
  'reconciler/rollout',
  'test/support',
  'test/properties',
  'package.json',
  'vitest.config.ts',
];
const suites = [
  { name: 'table', paths: ['reconciler/live'] },
  { name: 'histories', paths: ['test/properties/live.test.ts'] },
];
/** Enough to come by every row several times; the seed makes a run repeatable. */
const environment = { LIVE_HISTORIES: '300', PROPERTY_SEED: '20260131' };

const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());

const copy = mkdtempSync(join(tmpdir(), 'sluice-faults-'));
try {
  for (const path of copied) cpSync(join(root, path), join(copy, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  process.exitCode = await plantAll();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function plantAll(): Promise<number> {
  const sound = await failingSuites();
  if (sound.length > 0) {
    process.stderr.write(`without a fault the tests fail: ${sound.join(', ')}\n`);
    return 2;
  }
  let missed = 0;
  const chosen = faults.filter(isChosen);
  for (const fault of chosen) {
    if (ended.signal.aborted) return 130;
    const found = await plant(fault);
    if (found.length === 0) missed += 1;
    process.stdout.write(
      `${found.length === 0 ? 'MISSED' : 'found '}  ${fault.file.padEnd(14)} ${fault.name} (${found.join(', ')})\n`,
    );
  }
  process.stdout.write(`${chosen.length - missed} of ${chosen.length} faults found\n`);
  return missed === 0 ? 0 : 1;
}

/** All of them; with words on the command line those whose file or name has one. */
function isChosen({ file, name }: Fault): boolean {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  return words.length === 0 || words.some((word) => file.includes(word) || name.includes(word));
}

async function plant(fault: Fault): Promise<readonly string[]> {
  const path = join(copy, 'reconciler/live', fault.file);
  const text = readFileSync(path, 'utf8');
  const parts = text.split(fault.find);
  if (parts.length !== 2)
    throw new Error(`${fault.file}: ${JSON.stringify(fault.find)} is there ${parts.length - 1} times`);
  writeFileSync(path, parts.join(fault.replace));
  try {
    return await failingSuites();
  } finally {
    writeFileSync(path, text);
  }
}

/** The first suite that fails, in their order; with `--all` every one that does. */
async function failingSuites(): Promise<readonly string[]> {
  const failing: string[] = [];
  for (const { name, paths } of suites) {
    if (await passes(paths)) continue;
    failing.push(name);
    if (!process.argv.includes('--all')) break;
  }
  return failing;
}

/** One run of vitest in the copy; a fault may make it run for ever, so it has five minutes. */
function passes(paths: readonly string[]): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [vitest, 'run', '--bail', '1', ...paths], {
      cwd: copy,
      env: { ...process.env, ...environment },
      stdio: 'ignore',
      timeout: 5 * 60_000,
      signal: ended.signal,
    });
    child.once('error', (error) => (ended.signal.aborted ? done(true) : failed(error)));
    child.once('exit', (code) => done(code === 0));
  });
}
