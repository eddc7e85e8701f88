/** The Gateway API's TLSRoute. */

import { listOf } from '../bounded-list.ts';
import { byVersion } from '../by-version.ts';
import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required } from '../decode.ts';
import { group, hostname } from './fields.ts';
import { parentRefs, useDefaultGateways } from './route-parents.ts';
import { streamRules } from './stream-rules.ts';

const hostnames = listOf(hostname, 1, 1024);
const fields = { parentRefs, useDefaultGateways, rules: required(streamRules) };

const body = envelope({ spec: required(record({ ...fields, hostnames: required(hostnames) })) });
/** Where a route without hosts took all. */
const earlyBody = envelope({ spec: required(record({ ...fields, hostnames })) });

export const tlsRouteKind = checkedKind({
  group,
  kind: 'TLSRoute',
  versions: ['v1', 'v1alpha3', 'v1alpha2'],
  body: byVersion<unknown>({ v1alpha2: earlyBody }, body),
});
