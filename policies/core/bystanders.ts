/** Kinds that stand in the same repositories, and of which no proxy ever has to be told. */

import { checkedKind } from '../checked-kind.ts';
import type { Kind } from '../kind.ts';
import { open } from '../open-fields.ts';
import { openMetadata } from '../workload-fields.ts';

const rbac = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

const table: readonly (readonly [string, string, readonly string[]])[] = [
  ['', 'Namespace', ['v1']],
  ['', 'ServiceAccount', ['v1']],
  ['', 'Secret', ['v1']],
  ['', 'ConfigMap', ['v1']],
  ['', 'PersistentVolumeClaim', ['v1']],
  ['', 'ResourceQuota', ['v1']],
  ['', 'LimitRange', ['v1']],
  ['networking.k8s.io', 'IngressClass', ['v1', 'v1beta1']],
  ['networking.k8s.io', 'NetworkPolicy', ['v1']],
  ['autoscaling', 'HorizontalPodAutoscaler', ['v2', 'v1', 'v2beta2', 'v2beta1']],
  ['policy', 'PodDisruptionBudget', ['v1', 'v1beta1']],
  ['apiextensions.k8s.io', 'CustomResourceDefinition', ['v1', 'v1beta1']],
  [admission, 'ValidatingWebhookConfiguration', ['v1', 'v1beta1']],
  [admission, 'MutatingWebhookConfiguration', ['v1', 'v1beta1']],
  [rbac, 'Role', ['v1', 'v1beta1']],
  [rbac, 'RoleBinding', ['v1', 'v1beta1']],
  [rbac, 'ClusterRole', ['v1', 'v1beta1']],
  [rbac, 'ClusterRoleBinding', ['v1', 'v1beta1']],
];

const body = open({ metadata: openMetadata });

export const bystanderKinds: readonly Kind[] = table.map(([group, kind, versions]) =>
  checkedKind({ group, kind, versions, body, silent: true }),
);
