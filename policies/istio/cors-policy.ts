/** Istio's CorsPolicy: which other sites a browser lets read the answers. */

import { type Decoder, filledText, flag, list, malformed, oneOf, record } from '../decode.ts';
import { matching } from '../shapes.ts';
import { someDuration } from '../quantity.ts';
import { valueMatch } from './string-match.ts';

const headerOrAll = matching(/^(?:\*|[-_A-Za-z0-9]+)$/, 'the name of a header', 'Use letters, digits, "-" and "_".');

const method = oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE');

const originMatch: Decoder<unknown> = (value, at) => {
  const read = valueMatch(value, at);
  return read?.value === '' ? malformed(at, 'An empty text matches no origin') : read;
};

/** The header that says it counts seconds. */
const wholeSeconds: Decoder<number> = (value, at) => {
  const read = someDuration(value, at);
  return read === undefined || read % 1000 === 0
    ? read
    : malformed(at, 'This is counted in whole seconds', 'Write it like 24h or 30s.');
};

export const corsPolicy: Decoder<unknown> = record({
  allowOrigin: list(filledText),
  allowOrigins: list(originMatch),
  allowMethods: list(method),
  allowHeaders: list(headerOrAll),
  exposeHeaders: list(headerOrAll),
  maxAge: wholeSeconds,
  allowCredentials: flag,
  unmatchedPreflights: oneOf('UNSPECIFIED', 'FORWARD', 'IGNORE'),
});
