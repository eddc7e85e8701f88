// Who may import whom: the table of rooms, held against every import (types too) of policies/ and reconciler/.

import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, resolve } from 'node:path';
import { expect, test } from 'vitest';

interface Room {
  readonly name: string;
  /** A folder that ends in `/`, or the start of a file's name. The longest that fits decides. */
  readonly paths: readonly string[];
  /** A pure room has no `node:*` but `createHash`, no clock, no chance, no log. */
  readonly pure: boolean;
  /** Other rooms that it may import; itself goes without saying. */
  readonly rooms: readonly string[] | 'all';
  /** Outside packages. `#proto` is Envoy's generated types. */
  readonly packages: readonly string[];
}

const xdsPackages = ['@bufbuild/protobuf', '#proto'];
const pureRooms = ['policies', 'live', 'rollout', 'xds model', 'render'];

const rooms: readonly Room[] = [
  { name: 'policies', paths: ['policies/'], pure: true, rooms: [], packages: ['yaml'] },
  { name: 'live', paths: ['reconciler/live/'], pure: true, rooms: ['policies'], packages: [] },
  { name: 'rollout', paths: ['reconciler/rollout/'], pure: true, rooms: ['policies', 'live'], packages: [] },
  { name: 'simulate', paths: ['reconciler/simulate/'], pure: true, rooms: ['policies', 'rollout'], packages: [] },
  {
    name: 'xds model',
    paths: [
      'reconciler/xds/translate/',
      'reconciler/xds/snapshot',
      'reconciler/xds/framing',
      'reconciler/xds/subscription',
    ],
    pure: true,
    rooms: ['policies', 'live', 'rollout'],
    packages: xdsPackages,
  },
  {
    name: 'render',
    paths: ['reconciler/render/'],
    pure: true,
    rooms: ['policies', 'live', 'rollout'],
    packages: ['diff'],
  },
  {
    name: 'verify',
    paths: ['reconciler/verify/'],
    pure: true,
    rooms: ['policies', 'live', 'rollout'],
    packages: [],
  },
  edge('git', ['isomorphic-git']),
  { ...edge('opa', ['@open-policy-agent/opa-wasm', 'yaml']), rooms: [...pureRooms, 'programs'] },
  edge('xds', [...xdsPackages, '@grpc/grpc-js']),
  edge('telemetry', [...xdsPackages, '@grpc/grpc-js']),
  edge('http', []),
  edge('notify', []),
  edge('kubernetes', ['@kubernetes/client-node']),
  { ...edge('demo', []), rooms: [...pureRooms, 'programs'] },
  { name: 'reconcile', paths: ['reconciler/reconcile/'], pure: false, rooms: pureRooms, packages: [] },
  { name: 'commands', paths: ['reconciler/commands/'], pure: false, rooms: 'all', packages: [] },
  { name: 'main', paths: ['reconciler/main.ts'], pure: false, rooms: ['commands'], packages: [] },
  { name: 'programs', paths: ['reconciler/setup/binaries.ts'], pure: false, rooms: [], packages: [] },
  {
    name: 'setup',
    paths: ['reconciler/setup/'],
    pure: false,
    rooms: ['programs'],
    packages: ['@bufbuild/protobuf'],
  },
];

/** Edge rooms see pure rooms, never each other. */
function edge(name: string, packages: readonly string[]): Room {
  return { name, paths: [`reconciler/${name}/`], pure: false, rooms: pureRooms, packages };
}

const root = resolve(import.meta.dirname, '..');
const sources = readSources(['policies', 'reconciler']);

test('every import keeps to the table of rooms', () => {
  expect(sources.size, 'files seen').toBeGreaterThan(0);
  expect([...sources].flatMap(([file, text]) => directionFaults(file, text))).toEqual([]);
});

test('pure rooms read no clock, roll no dice, log nothing', () => {
  expect([...sources].flatMap(([file, text]) => purityFaults(file, text))).toEqual([]);
});

test.each([
  ['policies/load.ts', `import { decide } from '../reconciler/rollout/decide.ts';`, 'policies may not import rollout'],
  ['policies/load.ts', `import type { Oid } from '../reconciler/reconcile/ports.ts';`, 'may not import reconcile'],
  ['policies/istio/rule.ts', `import { x } from '../core/service.ts';`, 'imports the family core'],
  ['policies/load.ts', `import { readFileSync } from 'node:fs';`, 'is pure and imports node:fs'],
  ['policies/load.ts', `import { createHash, randomBytes } from 'node:crypto';`, 'randomBytes } from node:crypto'],
  ['reconciler/live/join.ts', `import { parse } from 'yaml';`, 'live may not use yaml'],
  ['reconciler/git/push.ts', `export { x } from '../opa/judge.ts';`, 'git may not import opa'],
  ['reconciler/git/push.ts', `import type { GitPort } from '../reconcile/ports.ts';`, 'git may not import reconcile'],
  ['reconciler/http/server.ts', `const x = await import('../commands/run.ts');`, 'http may not import commands'],
  ['reconciler/opa/judge.ts', `new Worker(new URL('../git/read.ts', import.meta.url));`, 'opa may not import git'],
  ['reconciler/http/server.ts', `import { createServer } from 'http';`, 'http without node:'],
  ['reconciler/utils/text.ts', `export const x = 1;`, 'is in no room of the table'],
])('it would find: %s with %s', (file, text, fault) => {
  expect(directionFaults(file, text).join('\n')).toContain(fault);
});

test.each([
  ['policies/load.ts', `import { createHash } from 'node:crypto';`],
  ['policies/istio/rule.ts', `import { x } from '../object.ts';\nimport { parse } from 'yaml';`],
  ['policies/kinds.ts', `import { rule } from './istio/rule.ts';`],
  ['reconciler/git/push.ts', `import { readFile } from 'node:fs/promises';\nimport git from 'isomorphic-git';`],
  [
    'reconciler/live/join.ts',
    `// import { x } from '../git/push.ts'\nimport type { Mesh } from '../../policies/mesh.ts';`,
  ],
])('it lets pass: %s with %s', (file, text) => {
  expect(directionFaults(file, text)).toEqual([]);
});

test.each(['const t = Date.now();', 'const t = new Date();', 'Math.random();', 'console.log(1);', 'process.env;'])(
  'it would find in a pure room: %s',
  (text) => expect(purityFaults('reconciler/live/join.ts', text)).toHaveLength(1),
);

function directionFaults(file: string, text: string): readonly string[] {
  const room = roomOf(file);
  if (room === null) return [`${file} is in no room of the table`];
  return importsOf(text).flatMap(({ from, names }) => {
    const fault = from.startsWith('.') ? localFault(room, file, from) : packageFault(room, from, names);
    return fault === null ? [] : [`${file}: ${fault}`];
  });
}

function localFault(room: Room, file: string, from: string): string | null {
  const target = posix.join(posix.dirname(file), from);
  // Data such as rego/policy.wasm and package.json belongs to no room.
  if (!target.endsWith('.ts')) return null;
  const other = roomOf(target);
  if (other === null) return `imports ${target}, which is in no room of the table`;
  if (other.name !== room.name) {
    const allowed = room.rooms === 'all' || room.rooms.includes(other.name);
    return allowed ? null : `${room.name} may not import ${other.name} (${target})`;
  }
  const family = familyOf(file);
  const otherFamily = familyOf(target);
  if (family === null || otherFamily === null || family === otherFamily) return null;
  return `the family ${family} imports the family ${otherFamily}`;
}

function packageFault(room: Room, from: string, names: string): string | null {
  if (!from.startsWith('node:')) {
    if (isBuiltin(from)) return `imports ${from} without node:`;
    const name = packageOf(from);
    return room.packages.includes(name) ? null : `${room.name} may not use ${name}`;
  }
  if (!room.pure) return null;
  if (from !== 'node:crypto') return `${room.name} is pure and imports ${from}`;
  return names.trim() === '{ createHash }' ? null : `${room.name} is pure and imports ${names} from ${from}`;
}

function purityFaults(file: string, text: string): readonly string[] {
  if (roomOf(file)?.pure !== true) return [];
  const effects =
    /\b(?:Date\.now|new Date\(\)|Date\(\)|Math\.random|console\.|performance\.|process\.|setTimeout\(|setInterval\(|crypto\.|fetch\()/g;
  return [...withoutStrings(withoutComments(text)).matchAll(effects)].map((match) => `${file}: ${match[0]}`);
}

/** Longest path first, so that a file with a room of its own is not taken for its folder's. */
function roomOf(file: string): Room | null {
  const fits = rooms.flatMap((room) =>
    room.paths.filter((path) => file.startsWith(path)).map((path) => ({ room, path })),
  );
  return fits.sort((a, b) => b.path.length - a.path.length)[0]?.room ?? null;
}

function familyOf(file: string): string | null {
  return /^policies\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function packageOf(from: string): string {
  const parts = from.split('/');
  return from.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? from);
}

/** Static, type, re-exporting and dynamic imports, and the files that workers are started from. */
function importsOf(text: string): readonly { readonly from: string; readonly names: string }[] {
  const code = withoutComments(text);
  const statements = /\b(?:import|export)\s+(?:type\s+)?([\w*\s{},$]*?)\s*\bfrom\s*(['"])([^'"]+)\2/g;
  const bare = /\bimport\s*\(?\s*(['"])([^'"]+)\1/g;
  const urls = /\bnew URL\(\s*(['"])(\.[^'"]+)\1/g;
  return [
    ...[...code.matchAll(statements)].map((match) => ({ from: match[3] ?? '', names: match[1] ?? '' })),
    ...[...code.matchAll(bare), ...code.matchAll(urls)].map((match) => ({ from: match[2] ?? '', names: '' })),
  ];
}

/** Good enough for code that prettier has formatted: a comment starts a line or follows a space. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

function withoutStrings(code: string): string {
  return code.replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

/** Tests may join what the code may not; what they import is not part of the product. */
function readSources(folders: readonly string[]): ReadonlyMap<string, string> {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
      .map((entry) => posix.join(entry.parentPath.slice(root.length + 1), entry.name)),
  );
  return new Map(files.sort().map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}
