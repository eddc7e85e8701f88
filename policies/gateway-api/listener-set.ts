/** The Gateway API's ListenerSet: listeners that are added to a gateway from elsewhere. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required } from '../decode.ts';
import { group, groupName, kindName, namespaceName, objectName } from './fields.ts';
import { listeners, portlessListeners } from './listener.ts';

const parentRef = record({
  group: groupName,
  kind: kindName,
  namespace: namespaceName,
  name: required(objectName),
});

export const listenerSetKind = checkedKind({
  group,
  kind: 'ListenerSet',
  versions: ['v1'],
  body: envelope({ spec: required(record({ parentRef: required(parentRef), listeners: required(listeners) })) }),
});

/** The same before it was part of the API. */
export const experimentalListenerSetKind = checkedKind({
  group: 'gateway.networking.x-k8s.io',
  kind: 'XListenerSet',
  versions: ['v1alpha1'],
  body: envelope({
    spec: required(record({ parentRef: required(parentRef), listeners: required(portlessListeners) })),
  }),
});
