// What one changed weight costs from `build` to bytes must not grow with the number of routes.

import { buildMesh } from '../../policies/build.ts';
import { createLoader } from '../../policies/load.ts';
import { routeType } from '../../reconciler/xds/snapshot.ts';
import type { Node } from '../../reconciler/xds/translate/node.ts';
import { createSnapshots } from '../../reconciler/xds/translate/snapshots.ts';
import { routeFile, routeFiles } from './many-routes.ts';
import { quantile, type Row } from './row.ts';

const node: Node = {
  id: 'bench',
  namespace: 'shop',
  labels: {},
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};

/** Each service has one file with its VirtualService of so many rules, its DestinationRule and its endpoints. */
interface Shape {
  readonly services: number;
  readonly rules: number;
}

/** The bar is held by VirtualServices of ten rules; those of one rule are ten times the objects, and told beside it. */
export async function run(): Promise<readonly Row[]> {
  return [...compare(10, 3), ...compare(1)];
}

/** Compares a change among 10,000 routes with one among 100, as VirtualServices of so many rules. */
function compare(rules: number, atMost?: number): readonly Row[] {
  const shapes = [100, 10_000].map((routes): Shape => ({ services: routes / rules, rules }));
  const [small, large] = quartiles(shapes.map(createChanges));
  if (!small || !large) throw new Error('two shapes were measured');
  const each = rules === 1 ? '1 rule' : `${rules} rules`;
  const names = shapes.map(({ services }) => `${services.toLocaleString('en')} VirtualServices of ${each}`);
  return [
    { what: `${names[0]}, text to objects`, value: small.load, unit: ' ms' },
    { what: `${names[1]}, text to objects`, value: large.load, unit: ' ms' },
    { what: `${names[0]}, objects to bytes`, value: small.bytes, unit: ' ms' },
    { what: `${names[1]}, objects to bytes`, value: large.bytes, unit: ' ms' },
    {
      what: `10,000 routes beside 100, ${each} each`,
      value: large.bytes / small.bytes,
      unit: ' ×',
      ...(atMost !== undefined && { atMost }),
    },
  ];
}

/** In milliseconds. */
interface Times {
  readonly load: number;
  readonly bytes: number;
}

/**
 * The lower quartiles of 200 changes after 50 that warm up: what else runs on a machine only adds to a time. Shapes take
 * turns, so that it adds to all of them.
 */
function quartiles(changes: readonly ((change: number) => Times)[]): readonly Times[] {
  const times = changes.map((): Times[] => []);
  for (let number = 1; number <= 250; number += 1) {
    for (const [index, change] of changes.entries()) times[index]?.push(change(number));
  }
  return times.map((each) => {
    const counted = each.slice(50);
    const quartile = (of: (time: Times) => number): number => quantile(counted.map(of), 0.25);
    return { load: quartile((time) => time.load), bytes: quartile((time) => time.bytes) };
  });
}

/** Makes a function that changes one weight of a repository, and tells what that took. */
function createChanges({ services, rules }: Shape): (change: number) => Times {
  const load = createLoader();
  const snapshot = createSnapshots();
  const files = routeFiles(services, rules);
  let built = buildMesh(load(files).objects);
  let table = tableOf(snapshot({ commit: '0', mesh: built.mesh, node, pending: new Map() }));
  return (change) => {
    const index = (change * 37) % services;
    const text = routeFile(index, 1 + (change % 97), rules);
    files.set(`routes/s${index}.yaml`, { oid: text, text });
    const from = performance.now();
    const { objects } = load(files);
    const loaded = performance.now();
    built = buildMesh(objects, built.memo);
    const now = tableOf(snapshot({ commit: String(change), mesh: built.mesh, node, pending: new Map() }));
    const done = performance.now();
    if (now === table) throw new Error('a changed weight changed no bytes');
    table = now;
    return { load: loaded - from, bytes: done - loaded };
  };
}

/** The digest of the route table, which is what a weight changes. */
function tableOf({ resources }: ReturnType<ReturnType<typeof createSnapshots>>): string {
  const [table] = resources.get(routeType)?.values() ?? [];
  return table?.digest ?? '';
}
