/** Virtual hosts as bytes, each kept while all that it was made of stays the same. */

import { toBinary } from '@bufbuild/protobuf';
import { VirtualHostSchema } from '#proto/envoy/config/route/v3/route_components_pb.js';
import type { Service, Source, VirtualHost } from '../../../policies/mesh.ts';
import type { Resolve, Target } from './destinations.ts';
import { type Environment, record, type Recorded, sameItems } from './environment.ts';
import { virtualHostsField } from './route-table.ts';
import { type HostItem, translateHost } from './virtual-hosts.ts';
import { field, joined } from '../framing.ts';
import { digestOf } from './wire.ts';

/** One virtual host, ready to stand in its table. */
export interface HostPart {
  readonly name: string;
  /** With its field's tag and length. */
  readonly framed: Uint8Array;
  readonly digest: string;
  readonly targets: readonly Target[];
  readonly rules: readonly string[];
  readonly clusters: readonly string[];
  readonly longestMs: number;
  readonly source: Source;
}

interface Kept {
  readonly part: HostPart;
  readonly domains: readonly string[];
  readonly read: Recorded;
  /** Where what it read was last looked up and found the same. */
  seenIn: Environment;
}

/** Makes parts, with a memory by object identity: unchanged objects cost a look-up each. */
export function createParts(resolve: Resolve): (item: HostItem, environment: Environment) => HostPart {
  const kept = new WeakMap<VirtualHost | Service, Map<number, Kept>>();
  return (item, environment) => {
    const ofObject = kept.get(item.of) ?? new Map<number, Kept>();
    kept.set(item.of, ofObject);
    const port = item.kind === 'service' ? item.port : 0;
    const known = ofObject.get(port);
    if (known && sameItems(known.domains, item.domains)) {
      if (known.seenIn === environment) return known.part;
      if (known.read.holdsIn(environment)) {
        known.seenIn = environment;
        return known.part;
      }
    }
    const read = record(environment);
    const part = encodeHost(item, read.environment, resolve);
    ofObject.set(port, { part, domains: item.domains, read, seenIn: environment });
    return part;
  };
}

function encodeHost(item: HostItem, environment: Environment, resolve: Resolve): HostPart {
  const { message, targets, rules, longestMs, source } = translateHost(item, environment, resolve);
  const body = toBinary(VirtualHostSchema, message);
  return {
    name: message.name,
    framed: joined(field(virtualHostsField, [body])),
    digest: digestOf(body),
    targets,
    rules,
    clusters: targets.map((target) => target.name),
    longestMs,
    source,
  };
}
