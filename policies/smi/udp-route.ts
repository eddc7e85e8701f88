/** SMI's UDPRoute: connections, by their ports. */

import { checkedKind } from '../checked-kind.ts';
import { portRoute } from './port-route.ts';

export const smiUdpRouteKind = checkedKind({
  group: 'specs.smi-spec.io',
  kind: 'UDPRoute',
  versions: ['v1alpha4', 'v1alpha3'],
  body: portRoute,
});
