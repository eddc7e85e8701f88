/** The route table of a port, but for its virtual hosts. */

import { create } from '@bufbuild/protobuf';
import { type RouteConfiguration, RouteConfigurationSchema } from '#proto/envoy/config/route/v3/route_pb.js';
import type { AccessPolicy } from '../../../policies/mesh.ts';
import { nodeAccess } from './access.ts';
import { portName } from './names.ts';

/** Number of the field that virtual hosts are in, for those who put a table together from bytes. */
export const virtualHostsField = 2;

const mebibyte = 1024 * 1024;

export function routeTable(port: number, access: readonly AccessPolicy[]): RouteConfiguration {
  return create(RouteConfigurationSchema, {
    name: portName(port),
    // A destination that leads nowhere answers 503 by itself, and takes no other route with it.
    validateClusters: false,
    maxDirectResponseBodySizeBytes: mebibyte,
    // Edits at a destination come on top of its rule's.
    mostSpecificHeaderMutationsWins: true,
    typedPerFilterConfig: nodeAccess(access),
  });
}
