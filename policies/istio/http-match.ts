/** Istio's HTTPMatchRequest. */

import { type Decoder, defined, flag, ignored, record, unknownAs } from '../decode.ts';
import type { RouteMatch } from '../mesh.ts';
import { namedMatches, stringMatch, valueMatch } from './string-match.ts';

const fields = record({
  name: ignored,
  uri: valueMatch,
  ignoreUriCase: flag,
  method: stringMatch,
  scheme: stringMatch,
  authority: stringMatch,
  headers: namedMatches((name) => name.toLowerCase()),
  withoutHeaders: namedMatches((name) => name.toLowerCase()),
  queryParams: namedMatches((name) => name),
});

/** A condition that has no effect would widen the rule, so it is an error, not a warning. */
export const httpMatch: Decoder<RouteMatch> = unknownAs('error', (value, at) => {
  const read = fields(value, at);
  if (!read) return undefined;
  return {
    ...defined({
      path: read.uri,
      ignorePathCase: read.ignoreUriCase === true && read.uri && read.uri.kind !== 'regex' ? true : undefined,
      method: read.method,
      scheme: read.scheme,
      authority: read.authority,
    }),
    headers: read.headers ?? [],
    withoutHeaders: read.withoutHeaders ?? [],
    query: read.queryParams ?? [],
  };
});
