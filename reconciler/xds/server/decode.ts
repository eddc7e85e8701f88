import { fromBinary } from '@bufbuild/protobuf';

import type { Node as NodeMessage } from '#proto/envoy/config/core/v3/base_pb.js';
import { DeltaDiscoveryRequestSchema, DiscoveryRequestSchema } from '#proto/envoy/service/discovery/v3/discovery_pb.js';

import type { Json } from '../../../policies/mesh.ts';
import type { DiscoveryInput } from '../subscription/request.ts';
import type { Variant } from '../subscription/state.ts';
import type { Limits } from './limits.ts';

/** Who a client says it is. */
export interface NodeIdentity {
  readonly id: string;
  readonly metadata: Json;
}

export type Decoded =
  | { readonly ok: true; readonly request: DiscoveryInput; readonly node: NodeIdentity | null }
  | { readonly ok: false; readonly code: 'invalid' | 'too-large'; readonly reason: string };

/** One discovery request from its bytes, within the limits. */
export function decodeRequest(variant: Variant, bytes: Uint8Array, limits: Limits): Decoded {
  if (bytes.length > limits.requestBytes) {
    return tooLarge(`A discovery request has ${bytes.length} bytes; at most ${limits.requestBytes} are read.`);
  }
  try {
    return variant === 'delta' ? decodeDelta(bytes, limits) : decodeSotw(bytes, limits);
  } catch {
    // The library throws on broken bytes, and says nothing of use about them.
    return { ok: false, code: 'invalid', reason: 'The bytes are no discovery request.' };
  }
}

function decodeDelta(bytes: Uint8Array, limits: Limits): Decoded {
  const message = fromBinary(DeltaDiscoveryRequestSchema, bytes);
  const initial = Object.entries(message.initialResourceVersions);
  const subscribe = message.resourceNamesSubscribe;
  const unsubscribe = message.resourceNamesUnsubscribe;
  const problem = checkNames([...subscribe, ...unsubscribe], initial.flat(), limits);
  if (problem) return problem;
  return {
    ok: true,
    node: nodeOf(message.node),
    request: {
      kind: 'delta',
      typeUrl: message.typeUrl,
      nonce: message.responseNonce,
      error: message.errorDetail ? message.errorDetail.message : null,
      subscribe: [...new Set(subscribe)],
      unsubscribe: [...new Set(unsubscribe)],
      initialVersions: new Map(initial),
    },
  };
}

function decodeSotw(bytes: Uint8Array, limits: Limits): Decoded {
  const message = fromBinary(DiscoveryRequestSchema, bytes);
  const problem = checkNames(message.resourceNames, [], limits);
  if (problem) return problem;
  return {
    ok: true,
    node: nodeOf(message.node),
    request: {
      kind: 'sotw',
      typeUrl: message.typeUrl,
      nonce: message.responseNonce,
      error: message.errorDetail ? message.errorDetail.message : null,
      names: [...new Set(message.resourceNames)],
      version: message.versionInfo,
    },
  };
}

function checkNames(names: readonly string[], versions: readonly string[], limits: Limits): Decoded | null {
  if (names.length > limits.names || versions.length > 2 * limits.names) {
    return tooLarge(`A request names ${names.length} resources; at most ${limits.names} are taken.`);
  }
  // A version may carry a suffix for each lowering, so it gets more room than a name.
  const isLong = names.some((name) => name.length > limits.nameLength);
  const isLongVersion = versions.some((text) => text.length > 16 * limits.nameLength);
  return isLong || isLongVersion ? tooLarge(`A name is longer than ${limits.nameLength} characters.`) : null;
}

function tooLarge(reason: string): Decoded {
  return { ok: false, code: 'too-large', reason };
}

function nodeOf(node: NodeMessage | undefined): NodeIdentity | null {
  return node ? { id: node.id, metadata: node.metadata ?? {} } : null;
}
