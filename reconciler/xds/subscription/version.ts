import { createHash } from 'node:crypto';

import type { KnownSet } from './state.ts';

/** The version of a state of the world: a hash over what it holds, then every suffix in it, sorted. */
function versionOf(set: KnownSet): string {
  const hash = createHash('sha256');
  const suffixes = new Set<string>();
  for (const name of [...set.keys()].toSorted()) {
    const version = set.get(name)?.version ?? '';
    hash.update(`${name}\0${version}\n`);
    const at = version.indexOf('!');
    if (at >= 0) for (const suffix of version.slice(at + 1).split('!')) suffixes.add(suffix);
  }
  const digest = hash.digest('hex').slice(0, 32);
  return [digest, ...[...suffixes].toSorted()].join('!');
}

/** Remembers by identity: streams that hold the same set share it. */
export function createVersioner(): (set: KnownSet) => string {
  const versions = new WeakMap<KnownSet, string>();
  return (set) => {
    let version = versions.get(set);
    if (version === undefined) versions.set(set, (version = versionOf(set)));
    return version;
  };
}
