/** The one listener of a proxy: HTTP, normalised before anything judges it, routed by a table of its own. */

import { create } from '@bufbuild/protobuf';
import { type Listener, ListenerSchema } from '#proto/envoy/config/listener/v3/listener_pb.js';
import {
  HttpConnectionManager_CodecType as CodecType,
  HttpConnectionManager_PathWithEscapedSlashesAction as EscapedSlashes,
  HttpConnectionManagerSchema,
  HttpConnectionManager_ServerHeaderTransformation as ServerHeader,
} from '#proto/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { filterChain } from './filters.ts';
import { portName } from './names.ts';
import type { Node } from './node.ts';
import { overAds } from './origin.ts';
import { duration, packed } from './wire.ts';

export function listenerOf(node: Pick<Node, 'listen'>): Listener {
  const { address, port } = node.listen;
  return create(ListenerSchema, {
    name: portName(port),
    address: {
      address: { case: 'socketAddress', value: { address, portSpecifier: { case: 'portValue', value: port } } },
    },
    filterChains: [
      {
        filters: [
          {
            name: 'envoy.filters.network.http_connection_manager',
            configType: { case: 'typedConfig', value: packed(HttpConnectionManagerSchema, connectionManager(port)) },
          },
        ],
      },
    ],
  });
}

function connectionManager(port: number) {
  return create(HttpConnectionManagerSchema, {
    statPrefix: portName(port),
    codecType: CodecType.AUTO,
    routeSpecifier: { case: 'rds', value: { routeConfigName: portName(port), configSource: overAds() } },
    httpFilters: filterChain().map(({ name, config }) => ({
      name,
      configType: { case: 'typedConfig' as const, value: config },
    })),
    upgradeConfigs: [{ upgradeType: 'websocket' }],
    // One spelling for access policies, routes and backends: `//`, `%2F`, `\` and dots are gone before any of them looks.
    normalizePath: true,
    mergeSlashes: true,
    pathWithEscapedSlashesAction: EscapedSlashes.UNESCAPE_AND_FORWARD,
    stripTrailingHostDot: true,
    // The address that a client is judged by is the connection's; nobody outside is trusted with x-envoy-* or x-forwarded-for.
    useRemoteAddress: true,
    internalAddressConfig: {},
    serverHeaderTransformation: ServerHeader.PASS_THROUGH,
    // Only routes say how long a request may take.
    streamIdleTimeout: duration(0),
    requestTimeout: duration(0),
  });
}
