/** Istio's PeerAuthentication: whether workloads take plain text. */

import { checkedKind } from '../checked-kind.ts';
import { type Check, checked, has, valueBelow } from '../checks.ts';
import { below, type Decoder, envelope, malformed, oneOf, record } from '../decode.ts';
import { isObject } from '../json.ts';
import { mapOf } from '../shapes.ts';
import { workloadSelector } from './selectors.ts';

const mtls = record({ mode: oneOf('UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT') });

const byPort: Decoder<unknown> = (value, at) => {
  const read = mapOf(mtls)(value, at);
  for (const name of isObject(value) ? Object.keys(value) : []) {
    if (!/^[1-9]\d{0,4}$/.test(name) || Number(name) > 65_535)
      malformed({ ...below(at, name), part: 'key' }, `${JSON.stringify(name)} is no port`, 'Write a number from 1.');
  }
  return isObject(value) && Object.keys(value).length === 0
    ? malformed(at, 'There is no port here', 'Remove it.')
    : read;
};

/** Ports are those of a workload. */
const portsOfSelected: Check = (value, at) => {
  if (!has(value, 'portLevelMtls')) return;
  const labels = valueBelow(value, 'selector', 'matchLabels');
  if (!isObject(labels) || Object.keys(labels).length === 0)
    malformed(below(at, 'portLevelMtls'), 'Ports are those of selected workloads', 'Add a selector.');
};

export const peerAuthenticationKind = checkedKind({
  group: 'security.istio.io',
  kind: 'PeerAuthentication',
  versions: ['v1', 'v1beta1'],
  unknownField: 'error',
  body: envelope({
    spec: checked(record({ selector: workloadSelector, mtls, portLevelMtls: byPort }), portsOfSelected),
  }),
});
