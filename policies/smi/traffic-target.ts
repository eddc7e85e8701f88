/** SMI's TrafficTarget: who may ask what of whom. */

import { byVersion } from '../by-version.ts';
import { checkedKind } from '../checked-kind.ts';
import { type Decoder, envelope, filledText, list, oneOf, port, record, required, text } from '../decode.ts';
import { either } from '../shapes.ts';

/** The first version let a port be a text. */
const anyPort = either(port, text);

const identity = { kind: required(filledText), name: required(filledText), namespace: filledText, port: anyPort };

const rules = list(
  record({
    kind: required(oneOf('HTTPRouteGroup', 'TCPRoute', 'UDPRoute')),
    name: required(filledText),
    matches: list(filledText),
  }),
);

const parties = { destination: required(record(identity)), sources: required(list(record(identity))) };

const body: Decoder<unknown> = envelope({ spec: required(record({ ...parties, rules })) });

export const trafficTargetKind = checkedKind({
  group: 'access.smi-spec.io',
  kind: 'TrafficTarget',
  versions: ['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'],
  body: byVersion({ v1alpha1: envelope({ ...parties, specs: rules }) }, body),
});
