/** Kubernetes' Service: name, ports, selector. */

import type { Contribution } from '../contribution.ts';
import {
  type At,
  type Decoded,
  type Decoder,
  envelope,
  ignored,
  integer,
  labels,
  list,
  malformed,
  oneOf,
  type Placed,
  placed,
  port,
  record,
  required,
  text,
} from '../decode.ts';
import { describe } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { ServicePort } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { isTcp, transport } from './transport.ts';
import { untold } from './untold.ts';

const targetPort: Decoder<number | string> = (value, at) =>
  typeof value === 'number'
    ? port(value, at)
    : typeof value === 'string' && value !== ''
      ? value
      : malformed(at, `Expected a port's number or name, found ${describe(value)}`);

const portShape = {
  name: text,
  port: required(port),
  targetPort,
  protocol: transport,
  appProtocol: text,
  nodePort: ignored,
};

/** Fields beside ports and selector shape the cluster's own network, which a proxy that knows the endpoints never sees. */
const body = envelope({
  spec: required(
    record({
      ports: list(placed(record(portShape))),
      selector: labels,
      type: untold(oneOf('ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'), ['ExternalName']),
      sessionAffinity: untold(oneOf('None', 'ClientIP'), ['ClientIP']),
      healthCheckNodePort: integer(0, 65_535),
      clusterIP: ignored,
      clusterIPs: ignored,
      ipFamilies: ignored,
      ipFamilyPolicy: ignored,
      allocateLoadBalancerNodePorts: ignored,
      loadBalancerClass: ignored,
      loadBalancerIP: ignored,
      externalTrafficPolicy: ignored,
      internalTrafficPolicy: ignored,
      trafficDistribution: ignored,
      externalName: ignored,
      externalIPs: ignored,
      loadBalancerSourceRanges: ignored,
      publishNotReadyAddresses: ignored,
      sessionAffinityConfig: ignored,
    }),
  ),
});

export const serviceKind: Kind = {
  group: '',
  kind: 'Service',
  versions: ['v1'],
  unknownField: 'warning',
  read: readService,
};

function readService(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at);
  // A name for a host elsewhere has no endpoints that a proxy could know.
  if (!read || read.spec.type === 'ExternalName') return [];
  const { namespace, name } = object;
  return [
    {
      kind: 'service',
      service: {
        host: `${name}.${namespace}.svc.cluster.local`,
        namespace,
        name,
        ports: portsOf(read.spec.ports ?? [], at),
        // Kubernetes: an empty selector is none.
        selector: Object.keys(read.spec.selector ?? {}).length > 0 ? (read.spec.selector ?? null) : null,
        endpoints: [],
        subsets: [],
        policy: {},
        source: sourceOf(object, []),
      },
    },
  ];
}

/** Sorted by number; of two with one number or name the first holds. */
function portsOf(read: readonly Placed<Decoded<typeof portShape>>[], at: At): readonly ServicePort[] {
  const ports: ServicePort[] = [];
  for (const { value, path } of read) {
    if (!isTcp(value)) continue;
    const next = servicePort(value);
    const twin = ports.find((port) => port.port === next.port || (port.name !== null && port.name === next.name));
    if (!twin) ports.push(next);
    else malformed({ ...at, path }, `Two ports have the ${twin.port === next.port ? 'number' : 'name'} of this one`);
  }
  return ports.toSorted((a, b) => a.port - b.port);
}

function servicePort(read: Decoded<typeof portShape>): ServicePort {
  return {
    name: read.name ?? null,
    port: read.port,
    targetPort: read.targetPort ?? read.port,
    protocol: protocolOf(read.appProtocol ?? read.name?.split('-')[0] ?? ''),
  };
}

/** Istio's protocol selection by `appProtocol`, else by the port name up to its first dash; HTTP where nothing is said. */
function protocolOf(word: string): ServicePort['protocol'] {
  if (/^(?:http2|grpc|kubernetes\.io\/h2c)$/i.test(word)) return 'http2';
  return /^(?:tcp|tls|https|mongo|mysql|redis)$/i.test(word) ? 'tcp' : 'http';
}
