/** Digests that tell whether a walk is still the same walk. */

import { compareText } from '../../policies/finding.ts';
import { canonicalJson, digestOf as jsonDigest } from '../../policies/json.ts';
import { destinationKey } from '../../policies/mesh.ts';
import type { Destination, Json, Mesh, Rollout, Service } from '../../policies/mesh.ts';
import type { TargetView } from './intent.ts';
import { raisedKeys } from './shares.ts';
import type { Share } from './state.ts';

/**
 * Digest of all that a target's `to` means: its shares, the rule without weights, name and match, and the definition
 * of each destination that it raises against `home`. Endpoints come and go, so they are left out.
 */
export function toDigest(mesh: Mesh, view: TargetView, home: readonly Share[]): string {
  const { kind, destinations, ...rest } = view.rule.action;
  const to = destinations
    .filter((item) => item.share > 0)
    .map((item) => canonicalJson(plainJson([destinationKey(item.destination), item.share, item.headers ?? null])))
    .sort(compareText);
  const raised = raisedKeys({ home, to: view.shares }).map((key) => [key, definitionOf(mesh, key)]);
  return digestOf({ kind, to, rest, raised });
}

/** Digest of a walk: changed steps or evidence change it. Empty where there is no walk. */
export function walkDigest(rollout: Rollout | null): string {
  return rollout?.digest ?? '';
}

/** What a destination selects and how it is talked to: the part of it that evidence speaks for. */
export function definitionOf(mesh: Mesh, key: string): string {
  const { host, port, subset: name } = parseDestinationKey(key);
  const service = serviceOf(mesh, host);
  if (service === undefined) return 'none';
  const subset = service.subsets.find((each) => each.name === name);
  const definition = {
    port: service.ports.find((each) => each.port === port) ?? null,
    selector: service.selector,
    labels: subset?.labels ?? null,
    policy: subset?.policy ?? service.policy,
  };
  return canonicalJson(plainJson(definition));
}

const services = new WeakMap<readonly Service[], ReadonlyMap<string, Service>>();

/** The service of that host; indexed once for each list of services. */
export function serviceOf(mesh: Mesh, host: string): Service | undefined {
  const index = services.get(mesh.services) ?? new Map(mesh.services.map((service) => [service.host, service]));
  services.set(mesh.services, index);
  return index.get(host);
}

/** Reads what `destinationKey` wrote. */
export function parseDestinationKey(key: string): Destination {
  const slash = key.indexOf('/');
  const colon = key.lastIndexOf(':', slash);
  const subset = key.slice(slash + 1);
  return {
    host: key.slice(0, colon),
    port: Number(key.slice(colon + 1, slash)),
    subset: subset === '' ? null : subset,
  };
}

/** 128 bits of SHA-256, in hex. */
function digestOf(value: object): string {
  return jsonDigest(plainJson(value), 32);
}

/** Through JSON text, so that an absent field and an undefined one are the same. */
function plainJson(value: object): Json {
  return JSON.parse(JSON.stringify(value));
}
