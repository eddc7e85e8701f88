/** Whom an object of Istio's speaks for: workloads by their labels, or other objects by name. */

import { below, type Decoder, filledText, labels, list, malformed, record, required, text } from '../decode.ts';
import { atMostOne, type Check, checked, hasText } from '../checks.ts';
import type { Labels } from '../mesh.ts';

/** Labels to select by: there are no wildcards. */
export const selectedLabels: Decoder<Labels> = (value, at) => {
  const read = labels(value, at);
  for (const [name, wanted] of Object.entries(read ?? {})) {
    if (name === '') malformed({ ...below(at, name), part: 'key' }, 'The name of the label is empty');
    else if (name.includes('*') || wanted.includes('*'))
      malformed(below(at, name), 'A selector compares whole texts, and knows no "*"', 'Write the whole label.');
  }
  return read;
};

/** `WorkloadSelector` of the security kinds. */
export const workloadSelector = record({ matchLabels: selectedLabels });

/** `WorkloadSelector` of the networking kinds. */
export const labelSelector = record({ labels: selectedLabels });

/** Which kinds there are to point at, as group and kind. */
const targets: ReadonlySet<string> = new Set([
  '/Service',
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]);

const known: Check = (value, at) => {
  const { group = '', kind } = value;
  if (typeof kind !== 'string' || kind === '' || typeof group !== 'string' || targets.has(`${group}/${kind}`)) return;
  const remedy = 'Point at a Service, a ServiceEntry, or a Gateway or GatewayClass of gateway.networking.k8s.io.';
  malformed(below(at, 'kind'), `A policy cannot point at ${group === '' ? kind : `${group}/${kind}`}`, remedy);
};

const ownNamespace: Check = (value, at) => {
  if (hasText(value, 'namespace'))
    malformed(below(at, 'namespace'), 'A policy points into its own namespace alone', 'Remove it.');
};

export const targetRef = checked(
  record({ group: text, kind: required(filledText), name: required(filledText), namespace: text }),
  known,
  ownNamespace,
);

export const targetRefs = list(targetRef);

/** The fields by which a policy says whom it speaks for. */
export const boundTo = { selector: workloadSelector, targetRef, targetRefs };

export const boundOnce: Check = atMostOne('selector', 'targetRef', 'targetRefs');
