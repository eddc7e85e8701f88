/** Hosts that two objects claim. */

import type { Finding } from './finding.ts';
import { sameEach } from './lists.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';
import type { ResolvedHost } from './virtual-hosts.ts';

/** What was found in these hosts. */
export interface HostConflicts {
  readonly list: readonly ResolvedHost[];
  readonly findings: readonly Finding[];
}

export const noConflicts: HostConflicts = { list: [], findings: [] };

/** A host belongs to one object: Envoy refuses a table that has it twice, and a merge would depend on order. */
export function hostConflicts(list: readonly ResolvedHost[], previous: HostConflicts): HostConflicts {
  // Where there was none, hosts that stayed the same bring none. A conflict that was there may have moved.
  if (previous.findings.length === 0 && sameEach(list, previous.list, sameHosts)) return { list, findings: [] };
  const owners = new Map<string, Part<'routes'>>();
  const findings: Finding[] = [];
  for (const { part, positions } of list) {
    for (const [host, position] of positions) {
      const owner = owners.get(host);
      if (!owner) owners.set(host, part);
      else findings.push(conflict(part, owner, host, position));
    }
  }
  return { list, findings };
}

function sameHosts({ virtualHost: a }: ResolvedHost, { virtualHost: b }: ResolvedHost): boolean {
  return a.hosts.length === b.hosts.length && a.hosts.every((host, index) => host === b.hosts[index]);
}

function conflict(part: Part<'routes'>, owner: Part<'routes'>, host: string, position: number): Finding {
  return findingAt(part.object, {
    rule: 'host-conflict',
    severity: 'error',
    message: `${part.object.id} and ${owner.object.id} (${owner.object.document.file}) both route ${host}`,
    remedy: 'Put the rules of one host into one object.',
    path: ['spec', 'hosts', position],
  });
}
