/** SMI's HTTPRouteGroup: kinds of requests, by name. */

import { byVersion } from '../by-version.ts';
import { checkedKind } from '../checked-kind.ts';
import { envelope, filledText, labels, list, oneOf, record, required, text } from '../decode.ts';
import { either } from '../shapes.ts';

const methods = list(oneOf('*', 'GET', 'HEAD', 'PUT', 'POST', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'));

const matches = list(
  record({ name: required(filledText), pathRegex: text, methods, headers: either(list(labels), labels) }),
);

/** What stands in `spec` now, stood beside `metadata` before. */
const earlyBody = envelope({ matches: required(matches) });

export const httpRouteGroupKind = checkedKind({
  group: 'specs.smi-spec.io',
  kind: 'HTTPRouteGroup',
  versions: ['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'],
  body: byVersion<unknown>(
    { v1alpha1: earlyBody, v1alpha2: earlyBody },
    envelope({ spec: required(record({ matches: required(matches) })) }),
  ),
});
