/** Kubernetes' kinds that run pods: they route nothing, and routes depend on the labels and ports that stand in them. */

import { checkedKind } from '../checked-kind.ts';
import { type Decoder, envelope } from '../decode.ts';
import type { Kind } from '../kind.ts';
import { open } from '../open-fields.ts';
import { openMetadata, podSpec, podTemplate, workload } from '../workload-fields.ts';

/** A job selects its pods by itself. */
const job = open({ template: podTemplate });

function withSpec(spec: Decoder<unknown>): Decoder<unknown> {
  return envelope({ metadata: openMetadata, spec });
}

const table: readonly (readonly [string, string, readonly string[], Decoder<unknown>])[] = [
  ['apps', 'Deployment', ['v1'], workload],
  ['apps', 'StatefulSet', ['v1'], workload],
  ['apps', 'DaemonSet', ['v1'], workload],
  ['apps', 'ReplicaSet', ['v1'], workload],
  ['batch', 'Job', ['v1'], withSpec(job)],
  ['batch', 'CronJob', ['v1', 'v1beta1'], withSpec(open({ jobTemplate: open({ spec: job }) }))],
  ['', 'Pod', ['v1'], withSpec(podSpec)],
];

export const workloadKinds: readonly Kind[] = table.map(([group, kind, versions, body]) =>
  checkedKind({ group, kind, versions, body, silent: true }),
);
