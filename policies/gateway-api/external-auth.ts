/** The Gateway API's filter that asks another service who may pass. */

import { byType } from '../by-type.ts';
import { listOf } from '../bounded-list.ts';
import { filledText, integer, oneOf, record, required, text } from '../decode.ts';
import { backendFields, withServicePort } from './reference.ts';

const headerNames = listOf(filledText, 0, 64);

export const externalAuth = byType(
  'protocol',
  { GRPC: 'grpc', HTTP: 'http' },
  record({
    protocol: required(oneOf('GRPC', 'HTTP')),
    backendRef: required(withServicePort(record(backendFields))),
    grpc: record({ allowedHeaders: headerNames }),
    http: record({ path: text, allowedHeaders: headerNames, allowedResponseHeaders: headerNames }),
    forwardBody: record({ maxSize: integer(0, 2_147_483_647) }),
  }),
);
