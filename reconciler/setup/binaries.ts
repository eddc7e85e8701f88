// Where the programs are that Sluice doesn't bring along: the caller's own first, then what set-up put into the cache.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The folder that set-up installs programs into. */
export const CACHED_BINARIES: string = resolve(import.meta.dirname, '../../.cache/bin');

/** The path of an Envoy: `$ENVOY_BIN`, else `envoy` on PATH, else the one in the cache; null when there is none. */
export function findEnvoy(): string | null {
  return findProgram('envoy', process.env['ENVOY_BIN']);
}

/** The path of opa: `$OPA_BIN`, else `opa` on PATH, else the one in the cache; null when there is none. */
export function findOpa(): string | null {
  return findProgram('opa', process.env['OPA_BIN']);
}

/** The path of Prometheus: `$PROMETHEUS_BIN`, else `prometheus` on PATH, else the one in the cache; null when there is none. */
export function findPrometheus(): string | null {
  return findProgram('prometheus', process.env['PROMETHEUS_BIN']);
}

/** A path that was asked for and is wrong is not replaced by another program in silence. */
function findProgram(name: string, asked: string | undefined): string | null {
  if (asked !== undefined && asked !== '') return isExecutable(asked) ? asked : null;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...folders, CACHED_BINARIES].map((folder) => join(folder, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    // A folder may be entered, not run.
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
