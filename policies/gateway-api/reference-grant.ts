/** The Gateway API's ReferenceGrant: who may name objects of this namespace. */

import { listOf } from '../bounded-list.ts';
import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required } from '../decode.ts';
import { group, groupName, kindName, namespaceName, objectName } from './fields.ts';

const from = record({ group: required(groupName), kind: required(kindName), namespace: required(namespaceName) });
const to = record({ group: required(groupName), kind: required(kindName), name: objectName });

export const referenceGrantKind = checkedKind({
  group,
  kind: 'ReferenceGrant',
  versions: ['v1', 'v1beta1', 'v1alpha2'],
  body: envelope({
    spec: required(record({ from: required(listOf(from, 1, 16)), to: required(listOf(to, 1, 16)) })),
  }),
});
