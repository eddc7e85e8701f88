/** The Gateway API's GatewayClass: which controller serves gateways of this name. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required, text } from '../decode.ts';
import { domainPrefixed, group } from './fields.ts';
import { objectRef } from './reference.ts';

export const gatewayClassKind = checkedKind({
  group,
  kind: 'GatewayClass',
  versions: ['v1', 'v1beta1', 'v1alpha2'],
  body: envelope({
    spec: required(record({ controllerName: required(domainPrefixed), parametersRef: objectRef, description: text })),
  }),
});
