/** What an access rule lets be done, or not: paths and methods. */

import { create } from '@bufbuild/protobuf';
import { type Permission, PermissionSchema } from '#proto/envoy/config/rbac/v3/rbac_pb.js';
import { HeaderMatcherSchema } from '#proto/envoy/config/route/v3/route_components_pb.js';
import { PathMatcherSchema } from '#proto/envoy/type/matcher/v3/path_pb.js';
import { type StringMatcher, StringMatcherSchema } from '#proto/envoy/type/matcher/v3/string_pb.js';
import type { AccessPolicy, AccessTo, StringPattern } from '../../../policies/mesh.ts';
import { type PathView, seenBehind } from './path-view.ts';

/** All of the item's fields, of each any of its values. What can't be told counts against the request. */
export function permission(to: AccessTo, action: AccessPolicy['action'], view: PathView): Permission {
  const denies = action === 'DENY';
  return allOfPermissions([
    ...oneOf(to.paths.map((pattern) => path(pattern, view, denies))),
    ...noneOf(to.notPaths.map((pattern) => path(pattern, view, !denies))),
    ...oneOf(to.methods.map(method)),
    ...noneOf(to.notMethods.map(method)),
  ]);
}

/** Nothing asked: anything. */
export function allOfPermissions(rules: readonly Permission[]): Permission {
  const [first, ...rest] = rules;
  if (first === undefined) return create(PermissionSchema, { rule: { case: 'any', value: true } });
  if (rest.length === 0) return first;
  return create(PermissionSchema, { rule: { case: 'andRules', value: { rules: [...rules] } } });
}

function path(pattern: StringPattern, view: PathView, unknownHolds: boolean): Permission {
  const seen = seenBehind(view, pattern);
  if (seen === 'always' || (seen === 'unknown' && unknownHolds)) return allOfPermissions([]);
  if (seen === 'never' || seen === 'unknown') return not(allOfPermissions([]));
  const matcher = stringMatcher(seen);
  if (!matcher) return allOfPermissions([]);
  const value = create(PathMatcherSchema, { rule: { case: 'path', value: matcher } });
  return create(PermissionSchema, { rule: { case: 'urlPath', value } });
}

function method(pattern: StringPattern): Permission {
  const matcher = stringMatcher(pattern);
  const value = create(HeaderMatcherSchema, {
    name: ':method',
    headerMatchSpecifier: matcher ? { case: 'stringMatch', value: matcher } : { case: 'presentMatch', value: true },
  });
  return create(PermissionSchema, { rule: { case: 'header', value } });
}

/** No list says nothing. */
function oneOf(rules: Permission[]): Permission[] {
  if (rules.length < 2) return rules;
  return [create(PermissionSchema, { rule: { case: 'orRules', value: { rules } } })];
}

function noneOf(rules: Permission[]): Permission[] {
  return oneOf(rules).map(not);
}

function not(rule: Permission): Permission {
  return create(PermissionSchema, { rule: { case: 'notRule', value: rule } });
}

/** Literal text stays literal: nothing of it goes into a regex. Null where being there is all that is asked. */
function stringMatcher(pattern: StringPattern): StringMatcher | null {
  if (pattern.kind === 'present' || (pattern.kind !== 'exact' && pattern.value === '')) return null;
  return create(StringMatcherSchema, { matchPattern: { case: pattern.kind, value: pattern.value } });
}
