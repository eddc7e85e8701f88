/** Istio's OutlierDetection: when an endpoint is left alone for a while. */

import { type Check, checked } from '../checks.ts';
import { below, flag, integer, list, malformed, record } from '../decode.ts';
import { duration } from '../quantity.ts';
import { count, type Mark } from './connection-pool.ts';

const percent = integer(0, 100);

/** Failures of this side are not told apart, unless that is asked for. */
const ownFailures: Check = (value, at) => {
  const { consecutiveLocalOriginFailures: failures, splitExternalLocalOriginErrors: split } = value;
  if (typeof failures === 'number' && failures > 0 && split !== true) {
    const remedy = 'Set splitExternalLocalOriginErrors to true.';
    malformed(below(at, 'consecutiveLocalOriginFailures'), 'These failures are not told apart from others', remedy);
  }
};

/** Those of its fields that are marked are told to no proxy. */
export function outlierDetection(mark: Mark) {
  return checked(
    record({
      consecutive5xxErrors: count,
      consecutiveGatewayErrors: count,
      interval: duration,
      baseEjectionTime: duration,
      maxEjectionPercent: percent,
      minHealthPercent: percent,
      consecutiveErrors: mark(count),
      splitExternalLocalOriginErrors: mark(flag),
      consecutiveLocalOriginFailures: mark(count),
      outlierDetectionHttpErrorCodes: mark(list(integer(100, 599))),
    }),
    ownFailures,
  );
}
