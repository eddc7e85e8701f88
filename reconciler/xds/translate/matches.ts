/** What a rule matches, in Envoy's terms. */

import { create } from '@bufbuild/protobuf';
import {
  type HeaderMatcher,
  HeaderMatcherSchema,
  type QueryParameterMatcher,
  QueryParameterMatcherSchema,
  type RouteMatch as EnvoyMatch,
  RouteMatchSchema,
} from '#proto/envoy/config/route/v3/route_components_pb.js';
import { type StringMatcher, StringMatcherSchema } from '#proto/envoy/type/matcher/v3/string_pb.js';
import type { NamedMatch, RouteMatch, StringMatch } from '../../../policies/mesh.ts';

/** One match item; null: every request. */
export function routeMatch(match: RouteMatch | null): EnvoyMatch {
  if (match === null) return create(RouteMatchSchema, { pathSpecifier: { case: 'prefix', value: '/' } });
  return create(RouteMatchSchema, {
    pathSpecifier: pathSpecifier(match),
    ...(match.ignorePathCase && match.path?.kind !== 'regex' && { caseSensitive: false }),
    headers: [
      ...pseudoHeader(':method', match.method),
      ...pseudoHeader(':scheme', match.scheme),
      ...pseudoHeader(':authority', match.authority),
      ...match.headers.map((item) => headerMatcher(item.name, item.match)),
      ...match.withoutHeaders.map(absence),
    ],
    queryParameters: match.query.map(queryMatcher),
  });
}

/** A header that must be there and match; an empty prefix, which Envoy refuses, only asks that it be there. */
export function headerMatcher(name: string, match: StringMatch): HeaderMatcher {
  return create(HeaderMatcherSchema, { name, headerMatchSpecifier: headerSpecifier(match) });
}

/** A VirtualService's prefix is one of text: `/foo` matches `/foobar` too. A regex is RE2 and matches the whole path. */
function pathSpecifier(match: RouteMatch): EnvoyMatch['pathSpecifier'] {
  if (!match.path) return { case: 'prefix', value: '/' };
  const { kind, value } = match.path;
  switch (kind) {
    case 'exact':
      return { case: 'path', value };
    case 'prefix':
      return { case: 'prefix', value };
    case 'regex':
      return create(RouteMatchSchema, { pathSpecifier: { case: 'safeRegex', value: { regex: value } } }).pathSpecifier;
  }
}

function pseudoHeader(name: string, match: StringMatch | undefined): HeaderMatcher[] {
  return match ? [headerMatcher(name, match)] : [];
}

/** A header that is missing doesn't match a value, so the rule holds for it. */
function absence(item: NamedMatch): HeaderMatcher {
  const matcher = headerMatcher(item.name, item.match);
  matcher.invertMatch = true;
  matcher.treatMissingHeaderAsEmpty = matcher.headerMatchSpecifier.case !== 'presentMatch';
  return matcher;
}

function headerSpecifier(match: StringMatch): HeaderMatcher['headerMatchSpecifier'] {
  const matcher = stringMatcher(match);
  return matcher ? { case: 'stringMatch', value: matcher } : { case: 'presentMatch', value: true };
}

function queryMatcher(item: NamedMatch): QueryParameterMatcher {
  const matcher = stringMatcher(item.match);
  return create(QueryParameterMatcherSchema, {
    name: item.name,
    queryParameterMatchSpecifier: matcher
      ? { case: 'stringMatch', value: matcher }
      : { case: 'presentMatch', value: true },
  });
}

/** Null where presence is all that is asked. */
function stringMatcher(match: StringMatch): StringMatcher | null {
  switch (match.kind) {
    case 'exact':
      return create(StringMatcherSchema, { matchPattern: { case: 'exact', value: match.value } });
    case 'prefix':
      if (match.value === '') return null;
      return create(StringMatcherSchema, { matchPattern: { case: 'prefix', value: match.value } });
    case 'regex':
      return create(StringMatcherSchema, { matchPattern: { case: 'safeRegex', value: { regex: match.value } } });
    case 'present':
      return null;
  }
}
