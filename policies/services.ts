/** Services joined with their endpoints and with what DestinationRules say of them. */

import type { EndpointsDraft, SubsetsDraft, WorkloadDraft } from './contribution.ts';
import { compareText, type Finding } from './finding.ts';
import { resolveHost } from './hosts.ts';
import { groupBy, sameList } from './lists.ts';
import type { Endpoint, Labels, Service, ServicePort, Subset, TrafficPolicy } from './mesh.ts';
import type { Part, Parts } from './parts.ts';
import { findingAt } from './read.ts';

/** A joined service, and the drafts that it was joined from: while these are the same, so is it. */
export interface JoinedService {
  readonly inputs: readonly object[];
  readonly service: Service;
  readonly findings: readonly Finding[];
}

export interface JoinedServices {
  /** All parts that went in, by kind. */
  readonly inputs: readonly (readonly object[])[];
  readonly byHost: ReadonlyMap<string, JoinedService>;
  readonly services: ReadonlyMap<string, Service>;
  /** Sorted by host. */
  readonly sorted: readonly Service[];
  readonly findings: readonly Finding[];
}

export const noServices: JoinedServices = {
  inputs: [],
  byHost: new Map(),
  services: new Map(),
  sorted: [],
  findings: [],
};

/** Joins all services; what has the same inputs as in `previous` keeps its identity. */
export function joinServices(parts: Parts, previous: JoinedServices): JoinedServices {
  const inputs = [parts.service, parts.endpoints, parts.workload, parts.subsets];
  if (inputs.every((list, index) => sameList(list, previous.inputs[index] ?? []))) return previous;
  const byHost = joinEach(parts, previous.byHost);
  const services = new Map([...byHost].map(([host, { service }]) => [host, service]));
  const sorted = [...services.values()].toSorted((a, b) => compareText(a.host, b.host));
  const findings = [...byHost.values()].flatMap((each) => each.findings);
  return { inputs, byHost, services, sorted, findings: [...findings, ...withoutService(parts, services)] };
}

/** Addresses of a service that is not there have no effect, and their author should know. */
function withoutService(parts: Parts, services: ReadonlyMap<string, Service>): readonly Finding[] {
  const known = (host: string): boolean => services.has(host);
  const endpoints = parts.endpoints.map((part) => {
    const host = `${part.draft.service}.${part.draft.namespace}.svc.cluster.local`;
    return { object: part.object, host, path: ['metadata', 'labels', 'kubernetes.io/service-name'] };
  });
  return endpoints
    .filter(({ host }) => !known(host))
    .map(({ object, host, path }) =>
      findingAt(object, {
        rule: 'no-service',
        severity: 'warning',
        message: `There is no service ${host}, so this has no effect`,
        remedy: 'Add the Service, or name one that is there.',
        path,
      }),
    );
}

function joinEach(parts: Parts, previous: ReadonlyMap<string, JoinedService>): ReadonlyMap<string, JoinedService> {
  const hosts = new Set(parts.service.map(({ draft }) => draft.service.host));
  const slices = groupBy(parts.endpoints, ({ draft }) => `${draft.service}.${draft.namespace}`);
  const workloads = groupBy(parts.workload, ({ draft }) => draft.namespace);
  const subsets = groupBy(parts.subsets, ({ draft }) =>
    resolveHost(draft.host, draft.namespace, (host) => hosts.has(host)),
  );
  const joined = new Map<string, JoinedService>();
  for (const part of parts.service) {
    const { host, namespace, name, selector } = part.draft.service;
    const own = {
      slices: slices.get(`${name}.${namespace}`) ?? [],
      workloads: selector ? (workloads.get(namespace) ?? []) : [],
      subsets: subsets.get(host) ?? [],
    };
    const inputs = [part, ...own.slices, ...own.workloads, ...own.subsets];
    const before = previous.get(host);
    joined.set(host, before && sameList(before.inputs, inputs) ? before : join(part, own, inputs));
  }
  return joined;
}

interface Own {
  readonly slices: readonly Part<'endpoints'>[];
  readonly workloads: readonly Part<'workload'>[];
  readonly subsets: readonly Part<'subsets'>[];
}

function join({ object, draft }: Part<'service'>, own: Own, inputs: readonly object[]): JoinedService {
  const { service } = draft;
  const endpoints = [
    ...own.slices.flatMap((part) => sliceEndpoints(part.draft, service.ports)),
    ...own.workloads
      .filter((part) => holds(service.selector ?? {}, part.draft.labels))
      .map((part) => workloadEndpoint(part.draft, service.ports)),
  ];
  const findings: Finding[] = [];
  if (endpoints.length === 0) {
    findings.push(
      findingAt(object, {
        rule: 'no-endpoints',
        severity: 'warning',
        message: `The service ${service.host} has no endpoint, so requests to it are answered with 503`,
        remedy:
          'Add an EndpointSlice with the label kubernetes.io/service-name, or a WorkloadEntry that its selector matches.',
        path: ['metadata', 'name'],
      }),
    );
  }
  const { subsets, policy } = mergeSubsets(service, own.subsets, findings);
  const joined = { ...service, endpoints: endpoints.toSorted(compareEndpoints), subsets, policy };
  return { inputs, service: joined, findings };
}

/** A slice's port is matched by name, else by the name of targetPort, else it is the only one. */
function sliceEndpoints(draft: EndpointsDraft, ports: readonly ServicePort[]): readonly Endpoint[] {
  const found = ports.map((port) => {
    const match =
      draft.ports.find((each) => each.name === port.name) ??
      draft.ports.find((each) => each.name === port.targetPort) ??
      (draft.ports.length === 1 ? draft.ports[0] : undefined);
    return [port.port, match?.port] as const;
  });
  const known = Object.fromEntries(found.filter((entry): entry is readonly [number, number] => entry[1] !== undefined));
  return draft.addresses.map(({ address, source }) => ({
    address,
    ports: known,
    labels: draft.labels,
    weight: 1,
    source,
  }));
}

function workloadEndpoint(draft: WorkloadDraft, ports: readonly ServicePort[]): Endpoint {
  const portOf = ({ name, port, targetPort }: ServicePort): number =>
    draft.ports[name ?? ''] ?? draft.ports[String(targetPort)] ?? (typeof targetPort === 'number' ? targetPort : port);
  const { address, labels, weight, source } = draft;
  return { address, ports: Object.fromEntries(ports.map((port) => [port.port, portOf(port)])), labels, weight, source };
}

/** True when each label of `selector` is in `labels`; an empty selector holds on nothing, as in Kubernetes. */
function holds(selector: Labels, labels: Labels): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

function compareEndpoints(a: Endpoint, b: Endpoint): number {
  const first = ({ ports }: Endpoint): number => Object.values(ports)[0] ?? 0;
  return compareText(a.address, b.address) || first(a) - first(b) || compareText(a.source.file, b.source.file);
}

/** Rules of one host are joined as in Istio: the first policy, and the first subset of each name, hold. */
function mergeSubsets(
  service: Service,
  parts: readonly Part<'subsets'>[],
  findings: Finding[],
): { subsets: readonly Subset[]; policy: TrafficPolicy } {
  const foreign = ({ draft }: Part<'subsets'>): number => (draft.namespace === service.namespace ? 0 : 1);
  const ordered = parts.toSorted((a, b) => foreign(a) - foreign(b) || compareText(a.object.id, b.object.id));
  const policies = ordered.filter(({ draft }) => Object.keys(draft.policy).length > 0);
  const policy = policies[0]?.draft.policy ?? {};
  for (const part of policies.slice(1)) {
    findings.push(
      overlap(part, ['spec', 'trafficPolicy'], `The policy of ${policies[0]?.object.id ?? ''} holds already`),
    );
  }
  const byName = new Map<string, { subset: Subset; owner: SubsetsDraft }>();
  for (const part of ordered) {
    for (const subset of part.draft.subsets) {
      const first = byName.get(subset.name);
      if (!first) byName.set(subset.name, { subset, owner: part.draft });
      else
        findings.push(
          overlap(part, ['spec', 'subsets'], `${first.subset.source.object} has a subset ${subset.name} already`),
        );
    }
  }
  const subsets = [...byName.values()].map(({ subset }) => ({ ...subset, policy: { ...policy, ...subset.policy } }));
  return { subsets: subsets.toSorted((a, b) => compareText(a.name, b.name)), policy };
}

function overlap({ object, draft }: Part<'subsets'>, path: readonly string[], message: string): Finding {
  return findingAt(object, {
    rule: 'duplicate-destination-rule',
    severity: 'error',
    message: `Two DestinationRules speak of ${draft.host}: ${message}`,
    remedy: 'Put both into one DestinationRule.',
    path,
  });
}
