/** The Gateway API's HTTPRoute. */

import { distinct, listOf } from '../bounded-list.ts';
import { checkedKind } from '../checked-kind.ts';
import { below, type Decoder, envelope, integer, malformed, record, required } from '../decode.ts';
import { isList, isObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { parseDuration } from '../quantity.ts';
import { count } from '../common-fields.ts';
import { gatewayDuration, group, hostname, sectionName } from './fields.ts';
import { httpFilters } from './filter.ts';
import { httpMatch } from './http-match.ts';
import { weightedFields, withServicePort } from './reference.ts';
import { parentRefs, useDefaultGateways } from './route-parents.ts';
import { sessionPersistence } from './session-persistence.ts';

const timeoutShape = record({ request: gatewayDuration, backendRequest: gatewayDuration });

/** A request to a backend is a part of the whole; 0 is without end. */
const timeouts: Decoder<unknown> = (value, at) => {
  const read = timeoutShape(value, at);
  const whole = parseDuration(read?.request ?? '');
  const part = parseDuration(read?.backendRequest ?? '');
  if (whole !== null && part !== null && whole > 0 && part > whole) {
    malformed(below(at, 'backendRequest'), 'A request to a backend may take longer than the whole request');
  }
  return read;
};

const ruleShape = record({
  name: sectionName,
  matches: listOf(httpMatch, 0, 64),
  filters: httpFilters,
  backendRefs: listOf(withServicePort(record({ ...weightedFields, filters: httpFilters })), 0, 16),
  timeouts,
  retry: record({ codes: listOf(integer(400, 599), 0, 200), attempts: count, backoff: gatewayDuration }),
  sessionPersistence,
});

const rule: Decoder<unknown> = (value, at) => {
  const filters = itemsOf(value, 'filters');
  const redirects = filters.some((filter) => isObject(filter) && isObject(filter['requestRedirect']));
  if (redirects && itemsOf(value, 'backendRefs').length > 0) {
    malformed(below(at, 'backendRefs'), 'A rule that redirects sends nothing to a backend', 'Remove one of the two.');
  }
  if (!hasOnePrefix(itemsOf(value, 'matches'))) {
    for (const [index, filter] of filters.entries()) {
      const field = ['requestRedirect', 'urlRewrite'].find((each) => replacesPrefix(filter, each));
      if (field === undefined) continue;
      const here = { ...at, path: [...at.path, 'filters', index, field, 'path', 'type'] };
      malformed(here, 'ReplacePrefixMatch needs a rule with one match, whose path is a PathPrefix');
    }
  }
  return ruleShape(value, at);
};

function itemsOf(value: Json, field: string): readonly Json[] {
  const items = isObject(value) ? value[field] : undefined;
  return isList(items) ? items : [];
}

/** A rule without matches, and a match without a path, have the prefix `/`. */
function hasOnePrefix(matches: readonly Json[]): boolean {
  const [first] = matches;
  const path = isObject(first) ? first['path'] : undefined;
  return matches.length <= 1 && (!isObject(path) || (path['type'] ?? 'PathPrefix') === 'PathPrefix');
}

function replacesPrefix(filter: Json, field: string): boolean {
  const own = isObject(filter) ? filter[field] : undefined;
  const path = isObject(own) ? own['path'] : undefined;
  return isObject(path) && path['type'] === 'ReplacePrefixMatch';
}

export const httpRouteKind = checkedKind({
  group,
  kind: 'HTTPRoute',
  versions: ['v1', 'v1beta1', 'v1alpha2'],
  body: envelope({
    spec: required(
      record({
        parentRefs,
        useDefaultGateways,
        hostnames: listOf(hostname, 0, 16),
        rules: distinct('name', listOf(rule, 1, 16)),
      }),
    ),
  }),
});
