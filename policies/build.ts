/** Objects to the mesh, step by step from the last one: what did not change keeps its identity. */

import { compareFindings, compareText, type Finding } from './finding.ts';
import { type HostConflicts, hostConflicts, noConflicts } from './host-conflicts.ts';
import { type JudgedRollouts, judgeRollouts, noneJudged } from './judged-rollouts.ts';
import { sameEach, sameList } from './lists.ts';
import type { Config } from './config.ts';
import type { AccessPolicy, Mesh } from './mesh.ts';
import type { PolicyObject } from './object.ts';
import type { Part } from './parts.ts';
import { noReads, type Reads, readObjects } from './reads.ts';
import { noRollouts, type ResolvedRollouts, resolveRollouts } from './rollouts.ts';
import { noSlos, type ResolvedSlos, resolveSlos } from './slos.ts';
import { type JoinedServices, joinServices, noServices } from './services.ts';
import { noObjects, type UniqueObjects, uniqueObjects } from './unique.ts';
import { noHosts, type ResolvedHosts, resolveVirtualHosts } from './virtual-hosts.ts';
import type { Waiver } from './waiver.ts';

/** What a build leaves for the next one: the outcome of each step. */
export interface BuildMemo {
  readonly unique: UniqueObjects;
  readonly reads: Reads;
  readonly services: JoinedServices;
  readonly hosts: ResolvedHosts;
  readonly conflicts: HostConflicts;
  readonly slos: ResolvedSlos;
  readonly judged: JudgedRollouts;
  readonly rollouts: ResolvedRollouts;
  readonly mesh: Mesh;
  /** In the order of the steps, and sorted. */
  readonly findings: { readonly bySteps: readonly (readonly Finding[])[]; readonly sorted: readonly Finding[] };
}

export interface Built {
  readonly mesh: Mesh;
  /** In the order of the objects. */
  readonly waivers: readonly Waiver[];
  readonly origins: readonly Part<'origin'>[];
  readonly findings: readonly Finding[];
  readonly memo: BuildMemo;
}

export const defaultConfig: Config = {
  undefinedSubset: 'host',
  rules: {},
  categories: {},
  sources: {},
  notify: [],
  walkLimit: null,
  conftest: { combine: false },
};

/** Joins all objects of a repository; `previous` is the memo of an earlier build, of this repository or any other. */
export function buildMesh(objects: readonly PolicyObject[], previous: BuildMemo = nothingBuilt()): Built {
  const unique = uniqueObjects(objects, previous.unique);
  const reads = readObjects(unique, previous.reads);
  const { parts } = reads;
  const services = joinServices(parts, previous.services);
  const sameServices = sameEach(parts.service, previous.reads.parts.service, sameNames);
  const hosts = resolveVirtualHosts(parts.routes, services.services, previous.hosts, sameServices);
  const conflicts = hostConflicts(hosts.list, previous.conflicts);
  const config = parts.config[0]?.draft.config ?? defaultConfig;
  const slos = resolveSlos(parts.slo, services.services, previous.slos, sameServices);
  const judged = judgeRollouts(parts.rollout, slos.slos, config.sources, previous.judged);
  const rollouts = resolveRollouts(judged.list, hosts.sorted, previous.rollouts);
  const mesh: Mesh = {
    services: services.sorted,
    virtualHosts: hosts.sorted,
    access: accessOf(parts.access, previous),
    rollouts: rollouts.rollouts,
    slos: slos.slos,
    config,
  };
  const steps = [unique, reads, services, conflicts, slos, judged, rollouts].map((step) => step.findings);
  const findings = sortSteps(steps, previous.findings);
  const memo = { unique, reads, services, hosts, conflicts, slos, judged, rollouts, mesh, findings };
  const waivers = parts.waiver.map(({ draft }) => draft.waiver);
  return { mesh, waivers, origins: parts.origin, findings: findings.sorted, memo };
}

function nothingBuilt(): BuildMemo {
  return {
    unique: noObjects,
    reads: noReads(),
    services: noServices,
    hosts: noHosts,
    conflicts: noConflicts,
    slos: noSlos,
    judged: noneJudged,
    rollouts: noRollouts,
    mesh: { services: [], virtualHosts: [], access: [], rollouts: [], slos: [], config: defaultConfig },
    findings: { bySteps: [], sorted: [] },
  };
}

/** Whether routes find the same in both: a service's host and its ports. */
function sameNames({ draft: { service: a } }: Part<'service'>, { draft: { service: b } }: Part<'service'>): boolean {
  return a.host === b.host && sameEach(a.ports, b.ports, (one, other) => one.port === other.port);
}

function accessOf(parts: readonly Part<'access'>[], { reads, mesh }: BuildMemo): readonly AccessPolicy[] {
  if (sameList(parts, reads.parts.access)) return mesh.access;
  return parts
    .map(({ draft }) => draft.access)
    .toSorted((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

function sortSteps(bySteps: readonly (readonly Finding[])[], previous: BuildMemo['findings']): BuildMemo['findings'] {
  const same = bySteps.every((findings, index) => sameList(findings, previous.bySteps[index] ?? []));
  return same ? previous : { bySteps, sorted: bySteps.flat().toSorted(compareFindings) };
}
