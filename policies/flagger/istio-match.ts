/** Istio's conditions on requests, as Flagger hands them on. */

import { flag, labels, list, port, record, text } from '../decode.ts';
import { exactlyOne, mapOf } from '../shapes.ts';

/** Where nothing is to be compared, a header has to be there. */
const presence = record({ exact: text, prefix: text, suffix: text, regex: text });

export const stringMatch = exactlyOne(['exact', 'prefix', 'suffix', 'regex'], 'A comparison', presence);

const namedMatches = mapOf(presence);

export const httpMatches = list(
  record({
    name: text,
    uri: stringMatch,
    scheme: stringMatch,
    method: stringMatch,
    authority: stringMatch,
    headers: namedMatches,
    withoutHeaders: namedMatches,
    queryParams: namedMatches,
    ignoreUriCase: flag,
    port,
    sourceLabels: labels,
    sourceNamespace: text,
    gateways: list(text),
  }),
);
