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
  const hasTaken = ({ typeUrl, resource, digest }: Nack) =>
    ports.xds.proxies().some(({ commit, nack, runs }) => {
      const own = runs(typeUrl, resource);
      if (own !== null && brought.has(own) && !old.has(own)) return true;
      // Who doesn't turn it down may have taken other bytes, and be no judge of these.
      if (nack?.digest !== digest) return false;
      return commit === null ? own !== null && !old.has(own) : later.has(commit);
    });
  return nacks.filter((nack) => !old.has(nack.digest) && (brought.has(nack.digest) || !hasTaken(nack)));
}

/**
 * The NACKs that only speak for the proxy they came from: another one took what the same intent brought to itself, for
 * a table of its own port say. Where the intent brought nothing to the others, nobody else was asked.
 */
export function aloneIn({ before, after }: Brought, nacks: readonly Nack[], ports: Ports): readonly Nack[] {
  const old = bytesOf(before, ports);
  const brought = bytesOf(after, ports);
  const isNew = (digest: string): boolean => brought.has(digest) && !old.has(digest);
  const content = ports.xds.proxies().filter(({ state, nack }) => state === 'current' && nack === null);
  return nacks.filter(({ typeUrl }) => content.some(({ digests }) => digests(typeUrl).some(isNew)));
}

/** Content hashes of all that the proxies known now get of a head. */
export function bytesOf({ intent, state }: Head, ports: Pick<Ports, 'xds'>): ReadonlySet<string> {
  return ports.xds.preview(liveMesh(intent.intent, state));
}
