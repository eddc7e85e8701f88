/** From Envoy's own words to the file and the commit that they came from. */

import type { Envoy } from '../demo/envoy.ts';

interface Traced {
  readonly resource: string;
  readonly file: string;
  readonly object: string;
}

/** The routes and clusters that Envoy runs, each with its file and object, and the live commit that they are of. */
export async function provenanceOf(envoy: Pick<Envoy, 'adminGet'>): Promise<string> {
  const dump: unknown = JSON.parse(await envoy.adminGet('/config_dump'));
  const found = new Map<string, Traced>();
  collect(dump, found);
  const identifier = await envoy.adminGet('/stats?type=TextReadouts&filter=control_plane.identifier');
  const commit = /[0-9a-f]{40}/.exec(identifier)?.[0] ?? 'unknown';
  const rows = [...found.values()].toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
  const width = Math.max(0, ...rows.map((row) => row.resource.length));
  const lines = rows.map((row) => `  ${row.resource.padEnd(width)}  ${row.object} in ${row.file}\n`);
  return `  live commit ${commit}\n${lines.join('')}`;
}

/** Anything in the dump that has a name and says where it came from. */
function collect(value: unknown, found: Map<string, Traced>): void {
  if (typeof value !== 'object' || value === null) return;
  const traced = tracedOf(value);
  if (traced !== null) found.set(traced.resource, traced);
  for (const part of Object.values(value)) collect(part, found);
}

function tracedOf(value: object): Traced | null {
  const name = 'name' in value ? value.name : null;
  const source = at(at(at(value, 'metadata'), 'filter_metadata'), 'sluice');
  const file = at(source, 'file');
  const object = at(source, 'object');
  if (typeof name !== 'string' || typeof file !== 'string' || typeof object !== 'string') return null;
  return { resource: name, file, object };
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
