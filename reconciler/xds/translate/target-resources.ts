/** Clusters and their endpoints as resources. */

import { type DescMessage, type MessageShape, toBinary } from '@bufbuild/protobuf';
import type { Source } from '../../../policies/mesh.ts';
import { clusterType, endpointType, type Resource, type TypeUrl } from '../snapshot.ts';
import type { Target } from './destinations.ts';
import type { HostPart } from './parts.ts';
import { sortedTargets } from './translation.ts';
import { digestOf } from './wire.ts';

/** By name, sorted. */
export interface TargetResources {
  readonly clusters: ReadonlyMap<string, Resource>;
  readonly endpoints: ReadonlyMap<string, Resource>;
}

/** Encodes what virtual hosts lead to; each target once, however often it is asked for. */
export function createTargetEncoder(): (parts: readonly HostPart[]) => TargetResources {
  const known = new WeakMap<Target, { cluster: Resource; endpoints: Resource }>();
  const encode = (target: Target) => {
    const { name, source } = target;
    const done = known.get(target) ?? {
      cluster: encodedResource(clusterType, name, target.cluster, source, [name]),
      endpoints: encodedResource(endpointType, name, target.endpoints, source, []),
    };
    known.set(target, done);
    return done;
  };
  return (parts) => {
    const encoded = sortedTargets(parts.flatMap((part) => part.targets)).map(encode);
    return {
      clusters: new Map(encoded.map(({ cluster }) => [cluster.name, cluster])),
      endpoints: new Map(encoded.map(({ endpoints }) => [endpoints.name, endpoints])),
    };
  };
}

export function resourceOf<Desc extends DescMessage>(
  typeUrl: TypeUrl,
  name: string,
  schema: Desc,
  message: MessageShape<Desc>,
  source: Source | null,
  refersTo: readonly string[],
): Resource {
  return encodedResource(typeUrl, name, toBinary(schema, message), source, refersTo);
}

function encodedResource(
  typeUrl: TypeUrl,
  name: string,
  body: Uint8Array,
  source: Source | null,
  refersTo: readonly string[],
): Resource {
  const digest = digestOf(body);
  return { name, typeUrl, version: digest, digest, body, source, refersTo };
}
