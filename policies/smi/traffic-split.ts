/** SMI's TrafficSplit. */

import { byVersion } from '../by-version.ts';
import { checkedKind } from '../checked-kind.ts';
import { type Decoder, envelope, filledText, list, oneOf, record, required } from '../decode.ts';
import { count } from '../common-fields.ts';
import { either, matching } from '../shapes.ts';

/** As Kubernetes writes amounts: `1`, `500m`, `0.5`. */
const quantity = matching(/^\d+(?:\.\d+)?(?:m|k|M|G)?$/, 'a weight', 'Write it like 90 or 500m.');

function bodyOf(weight: Decoder<unknown>): Decoder<unknown> {
  return envelope({
    spec: required(
      record({
        service: required(filledText),
        backends: required(list(record({ service: required(filledText), weight: required(weight) }))),
        matches: list(
          record({ apiGroup: filledText, kind: required(oneOf('HTTPRouteGroup')), name: required(filledText) }),
        ),
      }),
    ),
  });
}

export const trafficSplitKind = checkedKind({
  group: 'split.smi-spec.io',
  kind: 'TrafficSplit',
  versions: ['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'],
  body: byVersion({ v1alpha1: bodyOf(either(quantity, count)) }, bodyOf(count)),
});
