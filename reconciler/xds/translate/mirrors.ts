/** Copies of requests, whose answers nobody reads. */

import { create } from '@bufbuild/protobuf';
import {
  type RouteAction_RequestMirrorPolicy,
  RouteAction_RequestMirrorPolicySchema,
} from '#proto/envoy/config/route/v3/route_components_pb.js';
import type { AccessPolicy, Forward } from '../../../policies/mesh.ts';
import { type Nowhere, policiesOf, type Resolve, type Target } from './destinations.ts';
import { type Environment, sameItems } from './environment.ts';
import { millionths } from './wire.ts';

export interface Mirror {
  readonly policy: RouteAction_RequestMirrorPolicy;
  readonly target: Target | Nowhere;
}

/**
 * Copies go to the service's ordinary clusters, so that they never speak for a walk. Envoy can't ask an access
 * policy about a copy alone: a service that has other policies than those which judge the request gets none.
 */
export function mirrored(
  forward: Forward,
  judges: readonly AccessPolicy[] | null,
  environment: Environment,
  resolve: Resolve,
): readonly Mirror[] {
  return forward.mirrors.flatMap(({ destination, percent }) => {
    const target = resolve(environment, destination, null);
    const own = policiesOf(target, environment);
    const judged = own.length === 0 || (judges !== null && sameItems(own, judges));
    if (percent === 0 || !judged) return [];
    const policy = create(RouteAction_RequestMirrorPolicySchema, {
      cluster: target.name,
      runtimeFraction: { defaultValue: millionths(percent) },
      traceSampled: false,
    });
    return [{ policy, target }];
  });
}
