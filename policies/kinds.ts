/** The one table of kinds. To add one: its file, and a line here. */

import { deploymentKind } from './core/deployment.ts';
import { endpointSliceKind } from './core/endpoint-slice.ts';
import { serviceKind } from './core/service.ts';
import { authorizationPolicyKind } from './istio/authorization-policy.ts';
import { destinationRuleKind } from './istio/destination-rule.ts';
import { virtualServiceKind } from './istio/virtual-service.ts';
import { workloadEntryKind } from './istio/workload-entry.ts';
import type { Kind } from './kind.ts';
import { configKind } from './sluice/config.ts';
import { rolloutKind } from './sluice/rollout.ts';
import { sloKind } from './sluice/slo.ts';
import { waiverKind } from './sluice/waiver.ts';

export const kinds: readonly Kind[] = [
  serviceKind,
  endpointSliceKind,
  deploymentKind,
  virtualServiceKind,
  destinationRuleKind,
  workloadEntryKind,
  authorizationPolicyKind,
  rolloutKind,
  sloKind,
  configKind,
  waiverKind,
];

/** The kind of a group and name, whatever the version. */
export function kindOf(group: string, kind: string): Kind | null {
  return kinds.find((each) => each.kind === kind && each.group === group) ?? null;
}
