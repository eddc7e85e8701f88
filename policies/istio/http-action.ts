/** What an Istio HTTPRoute does with a request: forward, redirect, answer. */

import { checked } from '../checks.ts';
import {
  type At,
  below,
  type Decoded,
  type Decoder,
  defined,
  filledText,
  integer,
  list,
  malformed,
  record,
  required,
} from '../decode.ts';
import { isObject } from '../json.ts';
import type { Forward, Json, RouteAction } from '../mesh.ts';
import { duration } from '../quantity.ts';
import { unenforced, untranslated } from '../shapes.ts';
import { corsPolicy } from './cors-policy.ts';
import { destination, weightedDestinations } from './destination.ts';
import { headerEdits } from './header-edits.ts';
import { httpChecks } from './http-checks.ts';
import { fault, percent } from './http-fault.ts';
import { directResponse, redirect, retries, rewrite } from './http-fields.ts';
import { httpMatch } from './http-match.ts';
import { dnsLabel } from './names.ts';

/** Of requests in a hundred, as it was written before there were fractions. */
const mirrorCount = integer(0, 100);

/** All fields of a rule; `match` and `name` say when, the others what. */
const ruleFields = {
  name: filledText,
  match: list(httpMatch),
  route: weightedDestinations,
  redirect,
  directResponse,
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
