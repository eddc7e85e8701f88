/** What an Istio HTTPRoute does with a request: forward, redirect, answer. */

import { atLeastOne, atMostOne, type Check, checked, hasText } from '../checks.ts';
import {
  type At,
  below,
  type Decoded,
  type Decoder,
  defined,
  filledText,
  flag,
  freeText,
  integer,
  list,
  malformed,
  oneOf,
  port,
  record,
  required,
  text,
} from '../decode.ts';
import { isObject } from '../json.ts';
import type { Forward, Json, RouteAction } from '../mesh.ts';
import { duration, someDuration } from '../quantity.ts';
import { exactlyOne, matching, unenforced, untranslated } from '../shapes.ts';
import { corsPolicy } from './cors-policy.ts';
import { destination, weightedDestinations } from './destination.ts';
import { headerEdits } from './header-edits.ts';
import { httpChecks } from './http-checks.ts';
import { fault, percent, status } from './http-fault.ts';
import { httpMatch } from './http-match.ts';
import { dnsLabel } from './names.ts';
import { retryOn } from './retry-on.ts';

const redirectCode: Decoder<301 | 302 | 303 | 307 | 308> = (value, at) =>
  value === 301 || value === 302 || value === 303 || value === 307 || value === 308
    ? value
    : malformed(at, 'A redirect answers 301, 302, 303, 307 or 308');

const redirect = checked(
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

const rewrite = checked(
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

const retries = checked(
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

/** Of requests in a hundred, as it was written before there were fractions. */
const mirrorCount = integer(0, 100);

/** All fields of a rule; `match` and `name` say when, the others what. */
const ruleFields = {
  name: filledText,
  match: list(httpMatch),
  route: weightedDestinations,
  redirect,
  directResponse: record({ status: required(status), body: responseBody }),
  // Nothing answers for the rules of another object yet, and what comes next would take their requests.
  delegate: unenforced(record({ name: filledText, namespace: dnsLabel })),
  rewrite,
  timeout: duration,
  retries,
  fault,
  mirror: destination,
  mirrorPercentage: percent,
  mirrorPercent: mirrorCount,
  mirror_percent: mirrorCount,
  mirrors: list(record({ destination: required(destination), percentage: percent })),
  corsPolicy: untranslated(corsPolicy),
  headers: headerEdits,
};

export type RuleFields = Decoded<typeof ruleFields>;

export const ruleShape: Decoder<RuleFields> = checked(record(ruleFields), ...httpChecks);

const actions = ['route', 'redirect', 'directResponse', 'delegate'];

/** The one action of a rule; none or several are reported. A delegate is none that can be translated. */
export function actionOf(read: RuleFields, written: Json, at: At): RouteAction | undefined {
  const [action, ...others] = actions.filter((each) => isObject(written) && Object.hasOwn(written, each));
  if (action === undefined) return malformed(at, 'A rule has one of route, redirect and directResponse; this has none');
  for (const other of others)
    malformed(below(at, other), `A rule has one of ${actions.join(', ')}; this has ${action} already`, 'Keep one.');
  if (others.length > 0) return undefined;
  if (read.redirect) {
    const { uri: path, authority, scheme, port: to, redirectCode: code = 301 } = read.redirect;
    return { kind: 'redirect', code, ...defined({ path, authority, scheme, port: to }) };
  }
  if (read.directResponse) {
    return { kind: 'direct', status: read.directResponse.status, body: read.directResponse.body?.string ?? '' };
  }
  return read.route && forward(read, read.route);
}

function forward(read: RuleFields, destinations: Forward['destinations']): Forward {
  const lone = read.mirror ? [{ destination: read.mirror, percent: mirroredOf(read) }] : [];
  const mirrors = (read.mirrors ?? []).map((each) => ({
    destination: each.destination,
    percent: each.percentage?.value ?? 100,
  }));
  return {
    kind: 'forward',
    destinations,
    ...defined({
      // Istio: 0s is no timeout.
      timeoutMs: read.timeout || undefined,
      retries: read.retries && {
        attempts: read.retries.attempts,
        ...defined({ perTryTimeoutMs: read.retries.perTryTimeout || undefined }),
        retryOn: read.retries.retryOn ?? [],
      },
      rewrite: read.rewrite && defined({ path: read.rewrite.uri, authority: read.rewrite.authority }),
      headers: read.headers,
      fault: read.fault,
    }),
    mirrors: [...lone, ...mirrors],
  };
}

function mirroredOf({ mirrorPercentage, mirrorPercent, mirror_percent: oldPercent }: RuleFields): number {
  return mirrorPercentage?.value ?? mirrorPercent ?? oldPercent ?? 100;
}
