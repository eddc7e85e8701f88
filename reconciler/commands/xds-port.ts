/** The xDS server with translation behind it, as the reconciler's port to its proxies. */

import type { Json, Mesh } from '../../policies/mesh.ts';
import { nodeFromMetadata, nodeGroup, type Node } from '../xds/translate/node.ts';
import { createSnapshots } from '../xds/translate/snapshots.ts';
import { startXdsServer, type XdsServerOptions } from '../xds/server/server.ts';
import { heardText } from '../live/fleet.ts';
import type { Clock, Log, Served, XdsPort } from '../reconcile/ports.ts';

export interface XdsPortOptions {
  /** `HOST:PORT`, loopback. */
  readonly address: string;
  readonly identifier: string;
  readonly services: NonNullable<XdsServerOptions<Served>['services']>;
  readonly clock: Clock;
  readonly log: Log;
}

/** So many kinds of nodes are remembered for previews. */
const groupsKept = 64;

export async function startXdsPort(
  options: XdsPortOptions,
  signal: AbortSignal,
): Promise<{ readonly port: XdsPort; readonly address: string; close(): Promise<void> }> {
  const snapshots = createSnapshots();
  // A builder of its own: a preview must not push what is served out of the memory of the other.
  const previews = createSnapshots();
  const groups = new Map<string, Node>();
  const snapshotFor = (served: Served, node: { readonly id: string; readonly metadata: Json }) => {
    const parsed = nodeFromMetadata(node.id, node.metadata);
    if (!parsed.ok) return parsed;
    const group = nodeGroup(parsed.node);
    if (!groups.has(group) && groups.size < groupsKept) groups.set(group, parsed.node);
    return { ok: true, snapshot: snapshots({ ...served, node: parsed.node }), group } as const;
  };
  const isHeard = ({ heard }: Served, lowerings: ReadonlyMap<string, string>): boolean =>
    [...lowerings].every(([target, attempt]) => heard.has(heardText(target, attempt)));
  const server = await startXdsServer<Served>({ ...options, snapshotFor, isHeard }, signal);
  return {
    address: server.address,
    close: () => server.close(),
    port: {
      serve: (served) => server.serve(served),
      proxies: () => server.proxies(),
      preview: (mesh) => digests(mesh, [...groups.values()], previews),
    },
  };
}

/** Content hashes of all that these nodes would get. */
function digests(mesh: Mesh, nodes: readonly Node[], build: ReturnType<typeof createSnapshots>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodes) {
    const { resources } = build({ commit: '', mesh, node, pending: new Map() });
    for (const byName of resources.values()) for (const { digest } of byName.values()) found.add(digest);
  }
  return found;
}
