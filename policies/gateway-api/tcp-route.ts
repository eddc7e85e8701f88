/** The Gateway API's TCPRoute. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required } from '../decode.ts';
import { group } from './fields.ts';
import { parentRefs, useDefaultGateways } from './route-parents.ts';
import { streamRules } from './stream-rules.ts';

export const tcpRouteKind = checkedKind({
  group,
  kind: 'TCPRoute',
  versions: ['v1', 'v1alpha2'],
  body: envelope({ spec: required(record({ parentRefs, useDefaultGateways, rules: required(streamRules) })) }),
});
