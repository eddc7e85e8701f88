/** Argo's metrics: a question, how often it is asked, and which answer is good. */

import { anyObject } from '../common-fields.ts';
import { filledText, freeText, list, record, required } from '../decode.ts';
import { open } from '../open-fields.ts';
import { exactlyOne } from '../shapes.ts';
import { duration, limit } from './fields.ts';

const sources = {
  prometheus: open({ address: freeText, query: freeText }),
  web: open({ url: required(freeText) }),
  job: open({ spec: required(anyObject) }),
  kayenta: anyObject,
  datadog: anyObject,
  wavefront: anyObject,
  newRelic: anyObject,
  cloudWatch: anyObject,
  graphite: anyObject,
  influxdb: anyObject,
  skywalking: anyObject,
  plugin: anyObject,
};

const provider = exactlyOne(Object.keys(sources), 'A provider', record(sources));

export const metrics = list(
  record({
    name: required(filledText),
    interval: duration,
    initialDelay: duration,
    count: limit,
    successCondition: freeText,
    failureCondition: freeText,
    failureLimit: limit,
    inconclusiveLimit: limit,
    consecutiveErrorLimit: limit,
    consecutiveSuccessLimit: limit,
    provider: required(provider),
  }),
);
