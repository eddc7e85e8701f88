/** Before anything is merged: does a real Envoy take what the policies translate to, and if not, by which line? */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shortened, type Finding, type Path } from '../../policies/finding.ts';
import { isList, isObject } from '../../policies/json.ts';
import type { Loaded } from '../../policies/load.ts';
import type { Json } from '../../policies/mesh.ts';
import type { PolicyObject } from '../../policies/object.ts';
import type { Node } from '../xds/translate/node.ts';
import { partsOf, staticConfig, type ConfigPart } from '../xds/translate/static-config.ts';
import { translate } from '../xds/translate/translation.ts';

/** A proxy like any other: routes and clusters are the same for all but for access. */
const node: Node = {
  id: 'preflight',
  namespace: 'default',
  labels: {},
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};

const limitMs = 20_000;
/** Each culprit costs some runs of Envoy, of half a second. */
const maxCulprits = 8;

/** What Envoy turns down, each with the place that it came from. */
export async function preflight(loaded: Loaded, envoy: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const translation = translate(loaded.mesh, node);
  const folder = await mkdtemp(join(tmpdir(), 'sluice-preflight-'));
  try {
    const ask = async (parts: readonly ConfigPart[]): Promise<string | null> => {
      const keys = new Set(parts.map(({ key }) => key));
      const file = join(folder, 'envoy.json');
      await writeFile(
        file,
        staticConfig(translation, (key) => keys.has(key)),
      );
      return await complaint(envoy, file, signal);
    };
    const culprits: Culprit[] = [];
    await search(partsOf(translation), ask, culprits);
    return culprits.map((culprit) => findingOf(culprit, loaded));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Culprit {
  /** Null: no part by itself. */
  readonly part: ConfigPart | null;
  readonly message: string;
}

type Ask = (parts: readonly ConfigPart[]) => Promise<string | null>;

/** Halves what is turned down until a part stands alone. */
async function search(parts: readonly ConfigPart[], ask: Ask, found: Culprit[]): Promise<void> {
  if (found.length >= maxCulprits) return;
  const message = await ask(parts);
  if (message === null) return;
  const [only] = parts;
  if (parts.length <= 1) {
    found.push({ part: only ?? null, message });
    return;
  }
  const [before, middle] = [found.length, parts.length >> 1];
  await search(parts.slice(0, middle), ask, found);
  await search(parts.slice(middle), ask, found);
  // Both halves are taken, and the whole is not.
  if (found.length === before) found.push({ part: null, message });
}

/** Envoy's last words about a configuration; null where it takes it. */
function complaint(envoy: string, file: string, signal: AbortSignal): Promise<string | null> {
  const words = ['--mode', 'validate', '-c', file, '--log-level', 'critical'];
  return new Promise((resolve, reject) => {
    execFile(envoy, words, { timeout: limitMs, signal, maxBuffer: 1 << 22 }, (error, out, err) => {
      if (signal.aborted) reject(signal.reason);
      else if (error === null) resolve(null);
      else resolve(lastWords(`${err}\n${out}`) ?? `Envoy ended with ${error.message}`);
    });
  });
}

function lastWords(text: string): string | null {
  const said = /error initializing configuration '[^']*': ([\s\S]+?)(?:\n\[|$)/.exec(text)?.[1];
  const lines = (said ?? text).split('\n').filter((line) => line.trim() !== '' && !line.startsWith('['));
  return lines.length === 0 ? null : lines.join(' ').trim();
}

function findingOf({ part, message }: Culprit, { objects }: Loaded): Finding {
  const owner = objects.find(({ id, document }) => id === part?.object && document.file === part.file);
  const path = part === null || part.path === '' ? [] : part.path.split('.').map(stepOf);
  const place = owner && [...owner.path, ...path, ...placeIn(valueAt(owner, path), message)];
  return {
    rule: 'envoy-rejects',
    severity: 'error',
    message: shortened(`Envoy does not take this: ${message}`),
    remedy: 'Change what it names; sluice translate shows what it is given.',
    file: owner?.document.file ?? null,
    range: (place && owner.document.rangeOf(place)) ?? null,
    object: owner?.id ?? null,
  };
}

function stepOf(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step;
}

function valueAt({ body }: PolicyObject, path: Path): Json {
  return path.reduce<Json>((now, step) => {
    if (isList(now)) return now[Number(step)] ?? null;
    return isObject(now) ? (now[step] ?? null) : null;
  }, body);
}

/** The way to the longest text that Envoy repeats, or ends with a part of: that is what it stumbled over. */
function placeIn(value: Json, message: string): Path {
  const last = message.split(': ').at(-1) ?? '';
  let best: { readonly path: Path; readonly length: number } = { path: [], length: 2 };
  const look = (at: Json, path: Path): void => {
    const repeated = typeof at === 'string' ? repeatedOf(at, message, last) : 0;
    if (repeated > best.length) best = { path, length: repeated };
    const below = isList(at) ? [...at.entries()] : isObject(at) ? Object.entries(at) : [];
    for (const [step, entry] of below) look(entry, [...path, step]);
  };
  look(value, []);
  return best.path;
}

/** How much of a text a message repeats. */
function repeatedOf(text: string, message: string, last: string): number {
  if (message.includes(text)) return text.length;
  return last !== '' && text.includes(last) ? last.length : 0;
}
