/** SMI's TCPRoute: connections, by their ports. */

import { checkedKind } from '../checked-kind.ts';
import { portRoute } from './port-route.ts';

export const smiTcpRouteKind = checkedKind({
  group: 'specs.smi-spec.io',
  kind: 'TCPRoute',
  versions: ['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'],
  body: portRoute,
});
