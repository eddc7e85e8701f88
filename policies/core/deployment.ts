/** Kubernetes' Deployment: it runs the pods, and routes nothing; only that its labels are well written is looked at. */

import { type At, type Decoder, envelope, labels, record, required } from '../decode.ts';
import type { Kind } from '../kind.ts';
import { isObject } from '../json.ts';
import type { PolicyObject } from '../object.ts';

/** An object of which these fields alone are read. */
function open<T>(decoder: Decoder<T>, fields: readonly string[]): Decoder<T> {
  return (value, at) =>
    decoder(
      isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => fields.includes(key))) : value,
      at,
    );
}

const metadata = open(record({ labels }), ['labels']);
const template = open(record({ metadata }), ['metadata']);
const body = envelope({ spec: required(open(record({ template: required(template) }), ['template'])) });

export const deploymentKind: Kind = {
  group: 'apps',
  kind: 'Deployment',
  versions: ['v1'],
  unknownField: 'warning',
  read: (object: PolicyObject, at: At) => {
    body(object.body, at);
    return [];
  },
};
