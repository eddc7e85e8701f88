/** The Gateway API's GRPCRoute. */

import { distinct, listOf } from '../bounded-list.ts';
import { checkedKind } from '../checked-kind.ts';
import { below, type Decoder, envelope, malformed, oneOf, record, required, text } from '../decode.ts';
import { group, hostname, sectionName } from './fields.ts';
import { grpcFilters } from './filter.ts';
import { headerMatch } from './header.ts';
import { weightedFields, withServicePort } from './reference.ts';
import { parentRefs, useDefaultGateways } from './route-parents.ts';
import { sessionPersistence } from './session-persistence.ts';

const methodShape = record({ type: oneOf('Exact', 'RegularExpression'), service: text, method: text });

const serviceName = /^\.?[a-z_][a-z_0-9]*(?:\.[a-z_][a-z_0-9]*)*$/i;
const methodName = /^[A-Za-z_][A-Za-z_0-9]*$/;

/** A call is named by its service, its method or both. */
const method: Decoder<unknown> = (value, at) => {
  const read = methodShape(value, at);
  if (read === undefined) return undefined;
  const { type, service = '', method: own = '' } = read;
  if (service === '' && own === '') return malformed(at, 'This names no service and no method', 'Add "service".');
  if (type === 'RegularExpression') return read;
  if (service !== '' && !serviceName.test(service)) {
    malformed(below(at, 'service'), `${JSON.stringify(service)} is no gRPC service`, 'Write it like shop.Checkout.');
  }
  if (own !== '' && !methodName.test(own)) {
    malformed(below(at, 'method'), `${JSON.stringify(own)} is no gRPC method`, 'Write it like Pay.');
  }
  return read;
};

const rule = record({
  name: sectionName,
  matches: listOf(record({ method, headers: listOf(headerMatch, 0, 16) }), 0, 64),
  filters: grpcFilters,
  backendRefs: listOf(withServicePort(record({ ...weightedFields, filters: grpcFilters })), 0, 16),
  sessionPersistence,
});

export const grpcRouteKind = checkedKind({
  group,
  kind: 'GRPCRoute',
  versions: ['v1', 'v1alpha2'],
  body: envelope({
    spec: required(
      record({
        parentRefs,
        useDefaultGateways,
        hostnames: listOf(hostname, 0, 16),
        rules: distinct('name', listOf(rule, 0, 16)),
      }),
    ),
  }),
});
