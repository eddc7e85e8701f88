/** The Gateway API's references to other objects. */

import { type Decoder, integer, malformed, port, record, required } from '../decode.ts';
import { isObject } from '../json.ts';
import { groupName, kindName, namespaceName, objectName, sectionName } from './fields.ts';

/** What a route is attached to. */
export const parentRef = record({
  group: groupName,
  kind: kindName,
  namespace: namespaceName,
  name: required(objectName),
  sectionName,
  port,
});

/** The fields of a reference to what serves; a Service where no kind is named. */
export const backendFields = {
  group: groupName,
  kind: kindName,
  namespace: namespaceName,
  name: required(objectName),
  port,
};

/** The same with a share of the traffic. */
export const weightedFields = { ...backendFields, weight: integer(0, 1_000_000) };

/** A reference to a Service has to say which of its ports. */
export function withServicePort<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, at) => {
    if (isObject(value)) {
      const { group, kind, port: own } = value;
      const isService = (group ?? '') === '' && (kind ?? 'Service') === 'Service';
      if (isService && (own ?? null) === null) malformed(at, 'A reference to a Service has a port', 'Add "port".');
    }
    return decoder(value, at);
  };
}

export const backendRef = withServicePort(record(weightedFields));

/** A certificate; a Secret where no kind is named. */
export const secretRef = record({
  group: groupName,
  kind: kindName,
  namespace: namespaceName,
  name: required(objectName),
});

/** An object of the same namespace. */
export const localRef = record({ group: required(groupName), kind: required(kindName), name: required(objectName) });

/** An object of any namespace. */
export const objectRef = record({
  group: required(groupName),
  kind: required(kindName),
  namespace: namespaceName,
  name: required(objectName),
});
