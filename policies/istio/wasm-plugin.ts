/** Istio's WasmPlugin: code of one's own in the proxies. */

import { checkedKind } from '../checked-kind.ts';
import { checked } from '../checks.ts';
import { envelope, integer, list, oneOf, record, required } from '../decode.ts';
import { boundOnce, boundTo } from './selectors.ts';
import { moduleFields, trafficSelector } from './wasm.ts';

const spec = checked(
  record({
    ...boundTo,
    ...moduleFields,
    phase: oneOf('UNSPECIFIED_PHASE', 'AUTHN', 'AUTHZ', 'STATS'),
    priority: integer(-2_147_483_648, 2_147_483_647),
    match: list(trafficSelector),
  }),
  boundOnce,
);

export const wasmPluginKind = checkedKind({
  group: 'extensions.istio.io',
  kind: 'WasmPlugin',
  versions: ['v1alpha1'],
  body: envelope({ spec: required(spec) }),
});
