/** Istio's Telemetry: what proxies count, trace and log. */

import { checkedKind } from '../checked-kind.ts';
import { atMostOne, type Check, checked, hasText } from '../checks.ts';
import { below, envelope, filledText, flag, list, malformed, oneOf, record, required, text } from '../decode.ts';
import { exactlyOne, mapOf, numberWithin } from '../shapes.ts';
import { someDuration } from '../quantity.ts';
import { boundOnce, boundTo } from './selectors.ts';

const mode = oneOf('CLIENT_AND_SERVER', 'CLIENT', 'SERVER');

const providers = list(record({ name: required(filledText) }));

const customTag = exactlyOne(
  ['literal', 'environment', 'header', 'formatter'],
  'A tag',
  record({
    literal: record({ value: required(filledText) }),
    environment: record({ name: required(filledText), defaultValue: text }),
    header: record({ name: required(filledText), defaultValue: text }),
    formatter: record({ value: required(filledText) }),
  }),
);

const tracing = record({
  match: record({ mode }),
  providers,
  randomSamplingPercentage: numberWithin(0, 100),
  disableSpanReporting: flag,
  disableContextPropagation: flag,
  customTags: mapOf(customTag),
  useRequestIdForTraceSampling: flag,
  enableIstioTags: flag,
});

const metric = oneOf(
  'ALL_METRICS',
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'REQUEST_SIZE',
  'RESPONSE_SIZE',
  'TCP_OPENED_CONNECTIONS',
  'TCP_CLOSED_CONNECTIONS',
  'TCP_SENT_BYTES',
  'TCP_RECEIVED_BYTES',
  'GRPC_REQUEST_MESSAGES',
  'GRPC_RESPONSE_MESSAGES',
);

/** Istio: what is not said is UPSERT, which asks for a value; REMOVE has none. */
const valueOfOperation: Check = (value, at) => {
  const { operation = 'UPSERT' } = value;
  if (operation === 'UPSERT' && !hasText(value, 'value'))
    malformed(at, 'A tag that is set needs a value', 'Add "value", or set the operation to REMOVE.');
  if (operation === 'REMOVE' && hasText(value, 'value'))
    malformed(below(at, 'value'), 'A tag that is removed has no value', 'Remove it.');
};

const tagOverride = checked(record({ operation: oneOf('UPSERT', 'REMOVE'), value: text }), valueOfOperation);

const override = record({
  match: checked(record({ metric, customMetric: filledText, mode }), atMostOne('metric', 'customMetric')),
  disabled: flag,
  tagOverrides: mapOf(tagOverride),
});

const metrics = record({ providers, overrides: list(override), reportingInterval: someDuration });

const accessLogging = record({
  match: record({ mode }),
  providers,
  disabled: flag,
  filter: record({ expression: text }),
});

export const telemetryKind = checkedKind({
  group: 'telemetry.istio.io',
  kind: 'Telemetry',
  versions: ['v1', 'v1alpha1'],
  body: envelope({
    spec: checked(
      record({ ...boundTo, tracing: list(tracing), metrics: list(metrics), accessLogging: list(accessLogging) }),
      boundOnce,
    ),
  }),
});
