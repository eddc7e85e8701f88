/** Istio's RequestAuthentication: whose tokens are believed. */

import { checkedKind } from '../checked-kind.ts';
import { atLeastOne, atMostOne, checked } from '../checks.ts';
import {
  type Decoder,
  envelope,
  filledText,
  flag,
  freeText,
  list,
  malformed,
  oneOf,
  record,
  required,
  text,
} from '../decode.ts';
import { matching } from '../shapes.ts';
import { someDuration } from '../quantity.ts';
import { boundOnce, boundTo } from './selectors.ts';

const keysAddress: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined || /^https?:\/\/[^/\s]+/i.test(read)) return read;
  return malformed(at, `${JSON.stringify(read)} is no address of keys`, 'Write it like https://id.example.com/keys.');
};

/** Keys that stand in the object itself. */
const keys: Decoder<string> = (value, at) => {
  const read = freeText(value, at);
  return read === undefined || read === '' || isJsonObject(read)
    ? read
    : malformed(at, 'These keys are no JSON object', 'Write them like {"keys": […]}.');
};

function isJsonObject(written: string): boolean {
  try {
    const parsed: unknown = JSON.parse(written);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

const header = matching(/^[-_A-Za-z0-9]+$/, 'the name of a header', 'Use letters, digits, "-" and "_".');

const jwtRule = checked(
  record({
    issuer: filledText,
    presence: oneOf('OPTIONAL', 'REQUIRED'),
    audiences: list(filledText),
    jwksUri: keysAddress,
    jwks_uri: keysAddress,
    jwks: keys,
    fromHeaders: list(record({ name: required(filledText), prefix: text })),
    fromParams: list(filledText),
    fromCookies: list(filledText),
    outputPayloadToHeader: text,
    outputClaimToHeaders: list(record({ header: required(header), claim: required(filledText) })),
    forwardOriginalToken: flag,
    timeout: someDuration,
    spaceDelimitedClaims: list(filledText),
  }),
  atMostOne('jwksUri', 'jwks_uri', 'jwks'),
  atLeastOne('A rule', 'issuer', 'jwksUri', 'jwks_uri'),
);

export const requestAuthenticationKind = checkedKind({
  group: 'security.istio.io',
  kind: 'RequestAuthentication',
  versions: ['v1', 'v1beta1'],
  unknownField: 'error',
  body: envelope({ spec: checked(record({ ...boundTo, jwtRules: list(jwtRule) }), boundOnce) }),
});
