/** SLOs with their services resolved. */

import { compareText, type Finding } from './finding.ts';
import type { Slo } from './evidence.ts';
import { resolveHost } from './hosts.ts';
import { canonicalJson } from './json.ts';
import { sameList } from './lists.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';

export interface ResolvedSlos {
  readonly parts: readonly Part<'slo'>[];
  /** Sorted by namespace and name. */
  readonly slos: readonly Slo[];
  readonly findings: readonly Finding[];
}

export const noSlos: ResolvedSlos = { parts: [], slos: [], findings: [] };

/** Finds each SLO's service; while nothing differs, `previous` itself is the answer. */
export function resolveSlos(
  parts: readonly Part<'slo'>[],
  services: ReadonlyMap<string, unknown>,
  previous: ResolvedSlos,
  sameServices: boolean,
): ResolvedSlos {
  if (sameServices && sameList(parts, previous.parts)) return previous;
  const findings: Finding[] = [];
  const before = new Map(previous.slos.map((slo) => [nameOf(slo), slo]));
  const slos = parts.map((part): Slo => {
    const { slo } = part.draft;
    const service = resolveHost(slo.service, slo.namespace, (host) => services.has(host));
    if (!services.has(service)) findings.push(noService(part, service));
    const now = { ...slo, service };
    const old = before.get(nameOf(slo));
    // Whoever compares by identity need not look again.
    return old && canonicalJson(old) === canonicalJson(now) ? old : now;
  });
  return { parts, slos: slos.toSorted(byName), findings };
}

function nameOf({ namespace, name }: Slo): string {
  return `${namespace}/${name}`;
}

function noService({ object }: Part<'slo'>, service: string): Finding {
  return findingAt(object, {
    rule: 'slo-without-service',
    severity: 'warning',
    message: `There is no service ${service}, so nothing is counted for this SLO`,
    remedy: 'Add the Service, or name one that is there.',
    path: ['spec', 'service'],
  });
}

function byName(a: Slo, b: Slo): number {
  return compareText(a.namespace, b.namespace) || compareText(a.name, b.name);
}
