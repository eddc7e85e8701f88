/** Istio's TrafficExtension: code of one's own in the proxies, as a Wasm module or in Lua. */

import { checkedKind } from '../checked-kind.ts';
import { checked } from '../checks.ts';
import { type Decoder, envelope, freeText, integer, list, malformed, oneOf, record, required } from '../decode.ts';
import { exactlyOne } from '../shapes.ts';
import { boundOnce, targetRefs, workloadSelector } from './selectors.ts';
import { moduleFields, trafficSelector } from './wasm.ts';

const script: Decoder<string> = (value, at) => {
  const read = freeText(value, at);
  if (read === undefined || (read !== '' && Buffer.byteLength(read) <= 65_536)) return read;
  return malformed(at, 'A script has 1 to 65,536 bytes');
};

const spec = checked(
  exactlyOne(
    ['wasm', 'lua'],
    'A TrafficExtension',
    record({
      selector: workloadSelector,
      targetRefs,
      phase: oneOf('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
      priority: integer(-2_147_483_648, 2_147_483_647),
      match: list(trafficSelector),
      wasm: record(moduleFields),
      lua: record({ inlineCode: required(script) }),
    }),
  ),
  boundOnce,
);

export const trafficExtensionKind = checkedKind({
  group: 'extensions.istio.io',
  kind: 'TrafficExtension',
  versions: ['v1alpha1'],
  body: envelope({ spec: required(spec) }),
});
