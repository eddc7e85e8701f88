/** The filters of the Gateway API's routes. */

import { byType } from '../by-type.ts';
import { listOf } from '../bounded-list.ts';
import { below, type Decoder, integer, malformed, oneOf, port, record, required } from '../decode.ts';
import { isList, isObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { oneNumberOf, percent } from '../common-fields.ts';
import { matching } from '../shapes.ts';
import { cors } from './cors.ts';
import { externalAuth } from './external-auth.ts';
import { preciseHostname } from './fields.ts';
import { headerModifier } from './header.ts';
import { backendFields, localRef, withServicePort } from './reference.ts';

const replacement = matching(/^\P{Cc}{0,1024}$/u, 'a path of up to 1024 characters');

const pathModifier = byType(
  'type',
  { ReplaceFullPath: 'replaceFullPath', ReplacePrefixMatch: 'replacePrefixMatch' },
  record({
    type: required(oneOf('ReplaceFullPath', 'ReplacePrefixMatch')),
    replaceFullPath: replacement,
    replacePrefixMatch: replacement,
  }),
);

const whole = integer(0, 2_147_483_647);

const fraction = record({ numerator: required(whole), denominator: integer(1, 2_147_483_647) });

const mirrorShape = record({ backendRef: required(withServicePort(record(backendFields))), percent, fraction });

const mirror: Decoder<unknown> = (value, at) => {
  if (isObject(value) && (value['percent'] ?? null) !== null && (value['fraction'] ?? null) !== null) {
    malformed(below(at, 'fraction'), 'A mirror has a percent or a fraction, and this has both', 'Remove one of them.');
  }
  return mirrorShape(value, at);
};

const redirect = record({
  scheme: oneOf('http', 'https'),
  hostname: preciseHostname,
  path: pathModifier,
  port,
  statusCode: oneNumberOf(301, 302, 303, 307, 308),
});

const common = {
  requestHeaderModifier: headerModifier,
  responseHeaderModifier: headerModifier,
  requestMirror: mirror,
  extensionRef: localRef,
};

const commonTypes = {
  RequestHeaderModifier: 'requestHeaderModifier',
  ResponseHeaderModifier: 'responseHeaderModifier',
  RequestMirror: 'requestMirror',
  ExtensionRef: 'extensionRef',
};

const httpFilter = byType(
  'type',
  {
    ...commonTypes,
    RequestRedirect: 'requestRedirect',
    URLRewrite: 'urlRewrite',
    CORS: 'cors',
    ExternalAuth: 'externalAuth',
  },
  record({
    ...common,
    type: required(
      oneOf(
        'RequestHeaderModifier',
        'ResponseHeaderModifier',
        'RequestMirror',
        'RequestRedirect',
        'URLRewrite',
        'ExtensionRef',
        'CORS',
        'ExternalAuth',
      ),
    ),
    requestRedirect: redirect,
    urlRewrite: record({ hostname: preciseHostname, path: pathModifier }),
    cors,
    externalAuth,
  }),
);

const grpcFilter = byType(
  'type',
  commonTypes,
  record({
    ...common,
    type: required(oneOf('RequestHeaderModifier', 'ResponseHeaderModifier', 'RequestMirror', 'ExtensionRef')),
  }),
);

/** Filters that may stand several times in one list. */
const repeatable: readonly Json[] = ['RequestMirror', 'ExtensionRef', 'ExternalAuth'];

/** At most one of each type, and not both a redirect and a rewrite. */
function filterList<T>(filter: Decoder<T>): Decoder<readonly T[]> {
  const filters = listOf(filter, 0, 16);
  return (value, at) => {
    const seen = new Set<Json>();
    for (const [index, item] of (isList(value) ? value : []).entries()) {
      const type = isObject(item) ? item['type'] : undefined;
      if (typeof type !== 'string' || repeatable.includes(type)) continue;
      const here = below(at, index);
      if (seen.has(type)) malformed(here, `There is a filter of type ${type} already`, 'Put both into one.');
      seen.add(type);
      if (seen.has('RequestRedirect') && seen.has('URLRewrite') && ['RequestRedirect', 'URLRewrite'].includes(type)) {
        malformed(here, 'A redirect and a rewrite do not go together', 'Remove one of them.');
      }
    }
    return filters(value, at);
  };
}

export const httpFilters = filterList(httpFilter);
export const grpcFilters = filterList(grpcFilter);
