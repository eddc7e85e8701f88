/** Istio's LoadBalancerSettings: which endpoint the next request goes to. */

import { atMostOne, checked } from '../checks.ts';
import { filledText, flag, integer, list, oneOf, record, required, text } from '../decode.ts';
import { anything, numberWithin } from '../shapes.ts';
import { duration, someDuration } from '../quantity.ts';
import { count, type Mark } from './connection-pool.ts';
import { localityLbSetting, zoneAwareLbSetting } from './locality.ts';

const cookie = record({
  name: required(filledText),
  path: text,
  ttl: duration,
  attributes: list(record({ name: required(filledText), value: text })),
});

const ringSize = integer(0, Number.MAX_SAFE_INTEGER);

const consistentHash = checked(
  record({
    httpHeaderName: filledText,
    httpCookie: cookie,
    useSourceIp: flag,
    httpQueryParameterName: filledText,
    ringHash: record({ minimumRingSize: ringSize }),
    // Envoy's limit.
    maglev: record({ tableSize: required(integer(1, 5_000_010)) }),
    minimumRingSize: ringSize,
  }),
  atMostOne('httpHeaderName', 'httpCookie', 'useSourceIp', 'httpQueryParameterName'),
  atMostOne('ringHash', 'maglev', 'minimumRingSize'),
);

const warmup = record({
  duration: required(someDuration),
  minimumPercent: numberWithin(0, 100),
  aggression: numberWithin(0, Number.MAX_VALUE),
});

/** By what the endpoints themselves say of their load. */
const backendUtilization = record({
  weightUpdatePeriod: duration,
  weightStabilizationPeriod: duration,
  weightExpirationPeriod: duration,
  errorUtilizationPenaltyPercent: count,
  metricNamesForComputingUtilization: list(filledText),
});

const told = oneOf('UNSPECIFIED', 'LEAST_REQUEST', 'ROUND_ROBIN', 'RANDOM');

/** Undefined for those that Envoy is not told of. */
function simple(mark: Mark): typeof told {
  const untold = mark(anything);
  return (value, at) => {
    if (value !== 'LEAST_CONN' && value !== 'PASSTHROUGH') return told(value, at);
    untold(value, at);
    return undefined;
  };
}

/** Those of its fields that are marked are told to no proxy. */
export function loadBalancer(mark: Mark) {
  return checked(
    record({
      simple: simple(mark),
      consistentHash: mark(consistentHash),
      backendUtilization: mark(backendUtilization),
      localityLbSetting: mark(localityLbSetting),
      zoneAwareLbSetting: mark(zoneAwareLbSetting),
      warmupDurationSecs: mark(someDuration),
      warmup: mark(warmup),
    }),
    atMostOne('simple', 'consistentHash', 'backendUtilization'),
  );
}
