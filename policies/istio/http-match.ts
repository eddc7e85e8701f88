/** Istio's HTTPMatchRequest. */

import { type Decoder, defined, flag, ignored, labels, record, text, unknownAs } from '../decode.ts';
import type { RouteMatch } from '../mesh.ts';
import { unenforced, untranslated } from '../shapes.ts';
import { dnsLabel, gatewayNames, unless } from './names.ts';
import { portOrNone } from './ports.ts';
import { namedMatches, stringMatch, valueMatch } from './string-match.ts';

/** Conditions that no proxy is told of. Without them the rule takes more than it says, so it must not go live. */
const narrowing = {
  gateways: unless('mesh', gatewayNames, unenforced),
  port: unenforced(portOrNone),
  sourceLabels: unenforced(labels),
  sourceNamespace: unenforced(dnsLabel),
};

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
  statPrefix: untranslated(text),
  ...narrowing,
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
