/** Istio's Condition: attributes of a request, by their names. */

import { ipBlock } from '../address-field.ts';
import { atLeastOne, checked } from '../checks.ts';
import { type At, below, type Decoder, filledText, list, malformed, record, required } from '../decode.ts';
import { isList } from '../json.ts';
import type { Json } from '../mesh.ts';
import { portText } from './access-operation.ts';

const plainKeys: ReadonlyMap<string, Decoder<unknown>> = new Map<string, Decoder<unknown>>([
  ['source.ip', ipBlock],
  ['remote.ip', ipBlock],
  ['destination.ip', ipBlock],
  ['destination.port', portText],
  ['source.namespace', filledText],
  ['source.principal', filledText],
  ['source.trustDomain', filledText],
  ['source.serviceAccount', filledText],
  ['request.auth.principal', filledText],
  ['request.auth.audiences', filledText],
  ['request.auth.presenter', filledText],
  ['connection.sni', filledText],
]);

/** `request.headers[x-token]`, `request.auth.claims[iss]`, `experimental.envoy.filters.a.b[c]`. */
const keyed = /^(?:request\.headers|request\.auth\.claims|experimental\.[^[\]]+)(?:\[[^[\]]+\])+$/;

/** How the values of an attribute are read; undefined where there is no such attribute. */
function valueOf(key: Json | undefined): Decoder<unknown> | undefined {
  if (typeof key !== 'string') return filledText;
  return plainKeys.get(key) ?? (keyed.test(key) ? filledText : undefined);
}

export const condition: Decoder<unknown> = checked(
  record({ key: required(filledText), values: list(filledText), notValues: list(filledText) }),
  atLeastOne('A condition', 'values', 'notValues'),
  (value, at) => {
    const read = valueOf(value['key']);
    if (!read) {
      const remedy = `Known: ${[...plainKeys.keys()].join(', ')}, request.headers[…] and request.auth.claims[…].`;
      if (value['key'] !== '')
        malformed(below(at, 'key'), `${JSON.stringify(value['key'])} is no attribute of a request`, remedy);
    } else if (read !== filledText) {
      for (const field of ['values', 'notValues']) eachText(value[field], below(at, field), read);
    }
  },
);

/** Those that are no texts were told already. */
function eachText(values: Json | undefined, at: At, read: Decoder<unknown>): void {
  if (!isList(values)) return;
  for (const [index, value] of values.entries()) {
    if (typeof value === 'string' && value !== '') read(value, below(at, index));
  }
}
