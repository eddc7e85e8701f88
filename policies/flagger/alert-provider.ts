/** Flagger's AlertProvider: where it tells of its walks. */

import { checkedKind } from '../checked-kind.ts';
import { type Decoder, envelope, filledText, malformed, oneOf, record, required, text } from '../decode.ts';
import { group } from './fields.ts';

const shape = record({
  type: required(oneOf('slack', 'msteams', 'discord', 'rocket', 'gchat')),
  channel: text,
  username: text,
  address: filledText,
  proxy: text,
  secretRef: record({ name: required(filledText) }),
});

const spec: Decoder<unknown> = (value, at) => {
  const read = shape(value, at);
  if (read === undefined || read.address !== undefined || read.secretRef !== undefined) return read;
  return malformed(at, 'There has to be one of address and secretRef', 'Add "address", or a Secret that holds it.');
};

export const alertProviderKind = checkedKind({
  group,
  kind: 'AlertProvider',
  versions: ['v1beta1'],
  body: envelope({ spec: required(spec) }),
});
