/** The conditions of an HTTPRoute. */

import { listOf } from '../bounded-list.ts';
import { below, type Decoder, malformed, oneOf, record, text } from '../decode.ts';
import { headerMatch } from './header.ts';

const pathShape = record({ type: oneOf('Exact', 'PathPrefix', 'RegularExpression'), value: text });

const plainPath = /^\/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*$/;
const dotted = /\/\/|\/\.{1,2}(?:\/|$)|%2f/i;

/** A path that is no pattern is one that a request can have after its path was normalised. */
const path: Decoder<unknown> = (value, at) => {
  const read = pathShape(value, at);
  const own = read?.value;
  if (own === undefined || read?.type === 'RegularExpression') return read;
  if (plainPath.test(own) && !dotted.test(own) && own.length <= 1024) return read;
  const remedy = 'Begin it with "/", without "//", "/./", "/../", "%2f" and "#".';
  return malformed(below(at, 'value'), `No request has the path ${JSON.stringify(own)}`, remedy);
};

export const httpMatch = record({
  path,
  headers: listOf(headerMatch, 0, 16),
  queryParams: listOf(headerMatch, 0, 16),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'),
});
