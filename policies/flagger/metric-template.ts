/** Flagger's MetricTemplate: a question to a store of measurements. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, filledText, flag, freeText, list, oneOf, record, required, text } from '../decode.ts';
import { mapOf } from '../shapes.ts';
import { group } from './fields.ts';

const type = oneOf(
  'prometheus',
  'influxdb',
  'datadog',
  'externalmetrics',
  'stackdriver',
  'cloudwatch',
  'newrelic',
  'graphite',
  'dynatrace',
  'keptn',
  'splunk',
);

export const metricTemplateKind = checkedKind({
  group,
  kind: 'MetricTemplate',
  versions: ['v1beta1'],
  body: envelope({
    spec: required(
      record({
        provider: required(
          record({
            type: required(type),
            address: text,
            headers: mapOf(list(text)),
            secretRef: record({ name: required(filledText) }),
            region: text,
            insecureSkipVerify: flag,
          }),
        ),
        query: required(freeText),
      }),
    ),
  }),
});
