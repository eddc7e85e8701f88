/** Access policies as rules of Envoy's two access filters: denials first, then permissions. */

import { create } from '@bufbuild/protobuf';
import type { Any } from '@bufbuild/protobuf/wkt';
import { type Policy, PolicySchema, RBAC_Action } from '#proto/envoy/config/rbac/v3/rbac_pb.js';
import { RBACPerRouteSchema } from '#proto/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import type { AccessPolicy } from '../../../policies/mesh.ts';
import { allOfPermissions, permission } from './access-permissions.ts';
import { allOfPrincipals, principal } from './access-principals.ts';
import { filterNames } from './filters.ts';
import type { PathView } from './path-view.ts';
import { packed } from './wire.ts';

/** Configures the service's two filters for a route to it; nothing where no policy speaks for the service. */
export function serviceAccess(policies: readonly AccessPolicy[], view: PathView): Record<string, Any> {
  return filterConfigs(policies, view, filterNames.deny, filterNames.allow);
}

/** Configures the proxy's own two filters, for a whole route table. */
export function nodeAccess(policies: readonly AccessPolicy[]): Record<string, Any> {
  return filterConfigs(policies, { kind: 'same' }, filterNames.nodeDeny, filterNames.nodeAllow);
}

function filterConfigs(policies: readonly AccessPolicy[], view: PathView, denyName: string, allowName: string) {
  const denials = policies.filter((policy) => policy.action === 'DENY' && policy.rules.length > 0);
  // Permissions without a rule count too: they permit nothing.
  const permissions = policies.filter((policy) => policy.action === 'ALLOW');
  return {
    ...(denials.length > 0 && { [denyName]: rules(denials, 'DENY', view) }),
    ...(permissions.length > 0 && { [allowName]: rules(permissions, 'ALLOW', view) }),
  };
}

function rules(policies: readonly AccessPolicy[], action: AccessPolicy['action'], view: PathView): Any {
  const entries = policies.flatMap((policy) =>
    policy.rules.map((rule, index): [string, Policy] => [
      `${policy.namespace}/${policy.name}/${index}`,
      create(PolicySchema, {
        permissions: rule.to.length === 0 ? [allOfPermissions([])] : rule.to.map((to) => permission(to, action, view)),
        principals: rule.from.length === 0 ? [allOfPrincipals([])] : rule.from.map(principal),
      }),
    ]),
  );
  const config = create(RBACPerRouteSchema, {
    rbac: { rules: { action: RBAC_Action[action], policies: Object.fromEntries(entries) } },
  });
  return packed(RBACPerRouteSchema, config);
}
