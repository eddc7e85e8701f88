/** What an Istio HTTPRoute does with a request: forward, redirect, answer. */

import {
  type At,
  type Decoded,
  type Decoder,
  defined,
  filledText,
  freeText,
  ignored,
  integer,
  list,
  malformed,
  port,
  record,
  required,
  text,
} from '../decode.ts';
import type { Forward, Json, RouteAction } from '../mesh.ts';
import { duration, percentNumber } from '../quantity.ts';
import { destination, weightedDestinations } from './destination.ts';
import { retryOn } from './retry-on.ts';
import { headerEdits } from './header-edits.ts';
import { httpMatch } from './http-match.ts';

const percent = record({ value: required(percentNumber) });
const status = integer(200, 599);

const redirectCode: Decoder<301 | 302 | 303 | 307 | 308> = (value, at) =>
  value === 301 || value === 302 || value === 303 || value === 307 || value === 308
    ? value
    : malformed(at, 'A redirect answers 301, 302, 303, 307 or 308');

/** All fields of a rule; `match` and `name` say when, the others what. */
export const ruleFields = {
  name: filledText,
  match: list(httpMatch),
  route: weightedDestinations,
  redirect: record({ uri: text, authority: text, scheme: text, port, redirectCode }),
  directResponse: record({ status: required(status), body: record({ string: required(freeText) }) }),
  rewrite: record({ uri: text, authority: text }),
  timeout: duration,
  retries: record({ attempts: required(integer(0, 100)), perTryTimeout: duration, retryOn }),
  fault: record({
    delay: record({ percentage: percent, fixedDelay: required(duration) }),
    abort: record({ percentage: percent, httpStatus: required(status) }),
  }),
  mirror: destination,
  mirrorPercentage: percent,
  mirrors: list(record({ destination: required(destination), percentage: percent })),
  headers: headerEdits,
  statPrefix: ignored,
};

export type RuleFields = Decoded<typeof ruleFields>;

/** The one action of a rule; none or several are reported. */
export function actionOf(read: RuleFields, written: Json, at: At): RouteAction | undefined {
  const present = typeof written === 'object' && written !== null ? Object.keys(written) : [];
  const actions = ['route', 'redirect', 'directResponse'].filter((action) => present.includes(action));
  if (actions.length !== 1) {
    const found = actions.length === 0 ? 'none' : actions.join(' and ');
    return malformed(at, `A rule has one of route, redirect and directResponse; this has ${found}`);
  }
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
  const lone = read.mirror ? [{ destination: read.mirror, percent: read.mirrorPercentage?.value ?? 100 }] : [];
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
      fault: read.fault && faultOf(read.fault),
    }),
    mirrors: [...lone, ...mirrors],
  };
}

/** Istio: a fault without a percentage happens to no request. */
function faultOf({ delay, abort }: NonNullable<RuleFields['fault']>): NonNullable<Forward['fault']> {
  return defined({
    delay: delay && { percent: delay.percentage?.value ?? 0, fixedMs: delay.fixedDelay },
    abort: abort && { percent: abort.percentage?.value ?? 0, status: abort.httpStatus },
  });
}
