/** Parts of an Istio HTTPRoute: where it sends clients instead, what it answers, changes, and tries again. */

import { atLeastOne, atMostOne, type Check, checked, hasText } from '../checks.ts';
import {
  type Decoder,
  filledText,
  flag,
  freeText,
  integer,
  malformed,
  oneOf,
  port,
  record,
  required,
  text,
} from '../decode.ts';
import { duration, someDuration } from '../quantity.ts';
import { exactlyOne, matching, untranslated } from '../shapes.ts';
import { status } from './http-fault.ts';
import { retryOn } from './retry-on.ts';

const redirectCode: Decoder<301 | 302 | 303 | 307 | 308> = (value, at) =>
  value === 301 || value === 302 || value === 303 || value === 307 || value === 308
    ? value
    : malformed(at, 'A redirect answers 301, 302, 303, 307 or 308');

export const redirect = checked(
  record({
    uri: text,
    authority: text,
    scheme: matching(/^(?:https?)?$/, 'http or https'),
    port,
    derivePort: untranslated(oneOf('FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT')),
    redirectCode,
    prefixRewrite: untranslated(text),
  }),
  atLeastOne('A redirect', 'uri', 'authority', 'scheme', 'port', 'derivePort', 'prefixRewrite'),
  atMostOne('port', 'derivePort'),
  atMostOne('uri', 'prefixRewrite'),
);

const responseBody = exactlyOne(
  ['string', 'bytes'],
  'A body',
  record({
    string: freeText,
    bytes: untranslated(matching(/^[A-Za-z0-9+/_-]*={0,2}$/, 'bytes in base64')),
  }),
);

const regexRewrite = record({ match: required(filledText), rewrite: required(filledText) });

export const rewrite = checked(
  record({ uri: text, authority: text, uriRegexRewrite: untranslated(regexRewrite) }),
  atLeastOne('A rewrite', 'uri', 'authority', 'uriRegexRewrite'),
  atMostOne('uri', 'uriRegexRewrite'),
);

/** Without an attempt there is nothing to say about it. */
const someAttempt: Check = (value, at) => {
  const said = ['perTryTimeout', 'retryOn', 'retryRemoteLocalities'].filter((field) => hasText(value, field));
  if (value['attempts'] === 0 && said.length > 0)
    malformed(at, `With 0 attempts nothing is tried again, whatever ${said.join(' and ')} say`, 'Give attempts alone.');
};

export const retries = checked(
  record({
    attempts: required(integer(0, 100)),
    perTryTimeout: duration,
    retryOn,
    retryRemoteLocalities: untranslated(flag),
    retryIgnorePreviousHosts: untranslated(flag),
    backoff: untranslated(someDuration),
  }),
  someAttempt,
);

export const directResponse = record({ status: required(status), body: responseBody });
