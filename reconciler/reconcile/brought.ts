/** Whose fault it is that proxies turn bytes down: which live commit brought them. */

import { liveMesh } from '../live/live-mesh.ts';
import type { Head } from './head.ts';
import type { Commit, Nack, Ports } from './ports.ts';

/** A live commit, and the one before. */
export interface Brought {
  readonly before: Head;
  readonly after: Head;
  /** `after` and those on top of it. */
  readonly since: readonly Commit[];
}

/**
 * The NACKs of bytes that one live commit brought. What was live before is not its fault, nor is what came later, a
 * lowering say; but while no proxy took anything of it, it is in whatever they turn down.
 */
export function broughtBy({ before, after, since }: Brought, nacks: readonly Nack[], ports: Ports): readonly Nack[] {
  const old = bytesOf(before, ports);
  const brought = bytesOf(after, ports);
  const later = new Set(since.map(({ oid }) => oid));
  const untried = ports.xds.proxies().every(({ commit }) => commit === null || !later.has(commit));
  return nacks.filter(({ digest }) => !old.has(digest) && (untried || brought.has(digest)));
}

/** Content hashes of all that the proxies known now get of a head. */
export function bytesOf({ intent, state }: Head, ports: Pick<Ports, 'xds'>): ReadonlySet<string> {
  return ports.xds.preview(liveMesh(intent.intent, state));
}
