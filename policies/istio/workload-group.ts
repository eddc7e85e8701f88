/** Istio's WorkloadGroup: what machines that join by themselves have in common. */

import { checkedKind } from '../checked-kind.ts';
import { checked } from '../checks.ts';
import { type Decoder, envelope, filledText, integer, labels, list, port, record, required, text } from '../decode.ts';
import { exactlyOne, matching } from '../shapes.ts';
import { addressOf, workloadChecks, workloadFields } from './workload.ts';

const count = integer(0, 2_147_483_647);

const header = record({ name: required(matching(/^[-_A-Za-z0-9]+$/, 'the name of a header')), value: text });

const httpGet = record({
  path: text,
  port: required(port),
  host: text,
  scheme: matching(/^(?:HTTPS?)?$/, 'HTTP or HTTPS'),
  httpHeaders: list(header),
});

const probe: Decoder<unknown> = exactlyOne(
  ['httpGet', 'tcpSocket', 'exec', 'grpc'],
  'A probe',
  record({
    initialDelaySeconds: count,
    timeoutSeconds: count,
    periodSeconds: count,
    successThreshold: count,
    failureThreshold: count,
    httpGet,
    tcpSocket: record({ host: text, port: required(port) }),
    exec: record({ command: required(list(filledText, 1)) }),
    grpc: record({ port, service: text }),
  }),
);

const template = checked(record({ address: addressOf('ip', 'name', 'socket'), ...workloadFields }), ...workloadChecks);

export const workloadGroupKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'WorkloadGroup',
  versions: ['v1', 'v1beta1', 'v1alpha3'],
  body: envelope({
    spec: required(record({ metadata: record({ labels, annotations: labels }), template: required(template), probe })),
  }),
});
