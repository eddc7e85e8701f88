/** The analysis of a Canary: how much traffic it gets, and by what it is judged. */

import { annotations, count, number, percent } from '../common-fields.ts';
import { filledText, flag, freeText, list, oneOf, record, required, text } from '../decode.ts';
import { matching } from '../shapes.ts';
import { crossReference, interval } from './fields.ts';
import { httpMatches } from './istio-match.ts';

const metric = record({
  name: required(filledText),
  interval,
  threshold: number,
  thresholdRange: record({ min: number, max: number }),
  query: freeText,
  templateRef: crossReference,
  templateVariables: annotations,
});

const alert = record({
  name: required(filledText),
  severity: oneOf('info', 'warn', 'error', ''),
  providerRef: required(crossReference),
});

const webhook = record({
  name: required(filledText),
  type: oneOf(
    'confirm-rollout',
    'pre-rollout',
    'rollout',
    'confirm-traffic-increase',
    'confirm-promotion',
    'post-rollout',
    'rollback',
    'event',
    '',
  ),
  url: required(matching(/^https?:\/\/\S+$/, 'the address of a webhook', 'Write it like http://tester.shop/.')),
  timeout: interval,
  retries: count,
  muteAlert: flag,
  disableTLS: flag,
  metadata: annotations,
});

const sessionAffinity = record({
  cookieName: required(filledText),
  primaryCookieName: text,
  maxAge: count,
  domain: text,
  path: text,
  httpOnly: flag,
  secure: flag,
  partitioned: flag,
  sameSite: oneOf('Strict', 'Lax', 'None'),
});

export const canaryAnalysis = record({
  interval: required(interval),
  threshold: required(count),
  iterations: count,
  maxWeight: percent,
  stepWeight: percent,
  stepWeights: list(percent),
  stepWeightPromotion: percent,
  mirror: flag,
  mirrorWeight: percent,
  primaryReadyThreshold: percent,
  canaryReadyThreshold: percent,
  match: httpMatches,
  metrics: list(metric),
  alerts: list(alert),
  webhooks: list(webhook),
  sessionAffinity,
});
