// What means harm to a linter: each within a second and 256 MB, the other files still judged, the reason named.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder } from '../support/git-repository.ts';

const main = resolve(import.meta.dirname, '../../reconciler/main.ts');
const fault = `apiVersion: v1
kind: Service
metadata: {name: a, namespace: shop}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: other, namespace: shop}
spec: {hosts: [a.example.com], http: [{route: [{destination: {host: gone.example.com}}]}]}
`;
const object = (spec: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: x, namespace: shop}\nspec:\n${spec}`;
const keys = Array.from({ length: 50_000 }, (_, i) => `  k${i}: ${i}\n`).join('');
const bomb = 'bcdefgh'.replaceAll(
  /./g,
  (key) => `${key}: &${key} [${`*${String.fromCodePoint((key.codePointAt(0) ?? 0) - 1)},`.repeat(10)}]\n`,
);
const regex =
  '  hosts: [b.example.com]\n  http:\n  - match: [{uri: {regex: "((a+)+)+$"}}]\n    route: [{destination: {host: b}}]\n';

const hostile: readonly (readonly [string, string, string])[] = [
  ['50,000 keys', 'x.yaml', object(keys)],
  ['50,000 keys of one name', 'x.yaml', object('  k: 1\n'.repeat(50_000))],
  ['an alias bomb', 'x.yaml', `a: &a [1,2,3,4,5,6,7,8,9]\n${bomb}`],
  ['10,000 levels in flow', 'x.yaml', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`],
  ['10,000 levels in blocks', 'x.yaml', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['10,000 dashes', 'x.yaml', `${'- '.repeat(10_000)}x\n`],
  ['a text of 5 MB', 'x.yaml', `a: "${'x'.repeat(5_000_000)}"\n`],
  ['a text of 1 MB', 'x.yaml', object(`  hosts: ["${'x'.repeat(1_000_000)}"]\n`)],
  ['a regex without end', 'x.yaml', object(regex)],
  ['5,000 bad documents', 'x.yaml', '---\n[\n'.repeat(5_000)],
  ['names with control characters', 'a\u001b[31m\u0007\n::error::b.yaml', 'kind: [\n'],
  ['a file of a runner', '::set-output name=a::b.yaml', 'kind: [\n'],
];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let cache: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  [folder, cache] = [await temporaryFolder(), await temporaryFolder()];
  await mkdir(folder.path, { recursive: true });
});
afterEach(async () => {
  await folder.remove();
  await cache.remove();
});

/** Told by the process itself at its end: CPU seconds and the most memory that it had. */
const watcher = `data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>{const r=process.resourceUsage();writeSync(3,JSON.stringify({cpuMs:(r.userCPUTime+r.systemCPUTime)/1000,maxMb:r.maxRSS/1024}))})`;

interface Run {
  readonly out: string;
  readonly code: unknown;
  readonly ms: number;
  readonly maxMb: number;
}

/** Lints the folder as a process of its own; `cache` is where compiled rules are kept. */
async function lint(name: string, cache: string): Promise<Run> {
  const from = performance.now();
  const child = spawn(process.execPath, ['--import', watcher, main, 'lint', '--format', 'github', folder.path], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, XDG_CACHE_HOME: cache, OPA_BIN: findOpa() ?? '' },
  });
  const [out, told] = [collect(child.stdout), collect(child.stdio[3])];
  const [code]: readonly unknown[] = await once(child, 'close');
  const ms = performance.now() - from;
  const usage: unknown = JSON.parse(told() || '{}');
  console.log(`hostile: ${name}: ${Math.round(ms)} ms, ${told()}, code ${String(code)}`);
  return { out: out(), code, ms, maxMb: Number(Reflect.get(Object(usage), 'maxMb')) };
}

test.each(hostile)('%s', async (name, file, text) => {
  await writeFile(join(folder.path, file), text);
  await writeFile(join(folder.path, 'zz.yaml'), fault);
  const { out, code, ms, maxMb } = await lint(name, cache.path);
  expect(code).toBe(1);
  expect(out).toMatch(/^::error file=zz\.yaml,line=9,/m);
  expect(out).not.toMatch(/^::(?!error |warning |notice )/m);
  // Nothing of a name may reach a terminal as it is.
  expect(out.split('').filter((unit) => unit < ' ' && unit !== '\n')).toEqual([]);
  expect(maxMb).toBeLessThan(256);
  expect(ms).toBeLessThan(1_000);
});

const loops: readonly (readonly [string, string])[] = [
  [
    'a loop that searches',
    'text := concat("", ["a" | some _ in numbers.range(1, 100000)])\n\ndeny contains "x" if {\n\tsome i in numbers.range(1, 300)\n\tsome j in numbers.range(1, 300)\n\tcontains(text, "b")\n}\n',
  ],
  [
    'a loop through a builtin of the host',
    'deny contains "x" if {\n\tsome i in numbers.range(1, 3000)\n\tconcat("", [sprintf("%d", [i]) | some _ in numbers.range(1, 100)]) == "b"\n}\n',
  ],
  [
    'a regex without end',
    'deny contains "x" if regex.find_n("(a+)+$", concat("", [concat("", ["a" | some _ in numbers.range(1, 40)]), "b"]), -1) == []\n',
  ],
];

test.skipIf(findOpa() === null).each(loops)('an own rule without end: %s', async (name, body) => {
  await writeFile(join(folder.path, 'zz.yaml'), fault);
  await writeFile(join(folder.path, 'own.rego'), `package own\n\n${body}`);
  // What opa compiles is kept. The first time it has all of the rules that ship to read.
  const first = await lint(`${name}, compiled`, cache.path);
  const again = await lint(`${name}, again`, cache.path);
  for (const { code, out, maxMb } of [first, again]) {
    expect(code).toBe(4);
    expect(out).toMatch(/^::error file=own\.rego,title=no-verdict::the rules took .* and were stopped/m);
    expect(maxMb).toBeLessThan(256);
  }
  expect(again.ms).toBeLessThan(1_000);
  expect(first.ms).toBeLessThan(2_000);
});

function collect(stream: unknown): () => string {
  const chunks: string[] = [];
  if (typeof stream === 'object' && stream !== null && 'on' in stream && typeof stream.on === 'function') {
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  }
  return () => chunks.join('');
}
