/** Istio's HTTPFaultInjection: requests that are made to fail, or to wait. */

import { atLeastOne, checked, refused } from '../checks.ts';
import { type Decoder, defined, integer, oneOf, record, required } from '../decode.ts';
import type { Fault } from '../mesh.ts';
import { duration, percentNumber } from '../quantity.ts';
import { exactlyOne, untranslated } from '../shapes.ts';

export const percent = record({ value: required(percentNumber) });

export const status = integer(200, 599);

const grpcStatus = oneOf(
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
);

const delay = record({
  percentage: percent,
  percent: untranslated(integer(0, 100)),
  fixedDelay: required(duration),
  exponentialDelay: refused('There is no exponential delay yet, in Istio neither', 'Use fixedDelay.'),
});

const abort = exactlyOne(
  ['httpStatus', 'grpcStatus'],
  'An abort',
  record({
    percentage: percent,
    httpStatus: status,
    grpcStatus: untranslated(grpcStatus),
    http2Error: refused('There is no HTTP/2 error yet, in Istio neither', 'Use httpStatus.'),
  }),
);

const fields = checked(record({ delay, abort }), atLeastOne('A fault', 'delay', 'abort'));

/** Istio: a fault without a percentage happens to no request. */
export const fault: Decoder<Fault> = (value, at) => {
  const read = fields(value, at);
  if (!read) return undefined;
  const { delay: waits, abort: fails } = read;
  return defined({
    delay: waits && { percent: waits.percentage?.value ?? 0, fixedMs: waits.fixedDelay },
    abort:
      fails?.httpStatus === undefined ? undefined : { percent: fails.percentage?.value ?? 0, status: fails.httpStatus },
  });
};
