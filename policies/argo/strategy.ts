/** How Argo's Rollout brings a new version. */

import { addedMetadata, count, countOrPercent } from '../common-fields.ts';
import { type Decoder, filledText, flag, integer, list, oneOf, record, required } from '../decode.ts';
import { isObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { exactlyOne } from '../shapes.ts';
import { analysis, analysisFields } from './analysis-fields.ts';
import { stepOf } from './step.ts';
import { trafficRouting } from './traffic-routing.ts';

const antiAffinity = record({
  preferredDuringSchedulingIgnoredDuringExecution: record({ weight: required(integer(1, 100)) }),
  requiredDuringSchedulingIgnoredDuringExecution: record({}),
});

const scaleDown = {
  scaleDownDelaySeconds: count,
  scaleDownDelayRevisionLimit: count,
  abortScaleDownDelaySeconds: count,
};

function canaryOf(mostWeight: number): Decoder<unknown> {
  return record({
    canaryService: filledText,
    stableService: filledText,
    steps: list(stepOf(mostWeight)),
    trafficRouting,
    maxUnavailable: countOrPercent,
    maxSurge: countOrPercent,
    analysis: record({ ...analysisFields, startingStep: count }),
    antiAffinity,
    canaryMetadata: addedMetadata,
    stableMetadata: addedMetadata,
    ...scaleDown,
    dynamicStableScale: flag,
    pingPong: record({ pingService: required(filledText), pongService: required(filledText) }),
    minPodsPerReplicaSet: count,
    replicaProgressThreshold: record({ type: required(oneOf('Percent', 'Pods')), value: required(count) }),
  });
}

const usualMost = 100;
const usualCanary = canaryOf(usualMost);

/** Some routers count traffic in more than a hundred parts. */
const canary: Decoder<unknown> = (value, at) => {
  const most = mostWeight(value);
  return (most === usualMost ? usualCanary : canaryOf(most))(value, at);
};

function mostWeight(value: Json): number {
  const routing = isObject(value) ? value['trafficRouting'] : undefined;
  const most = isObject(routing) ? routing['maxTrafficWeight'] : undefined;
  return typeof most === 'number' ? most : usualMost;
}

const blueGreen = record({
  activeService: required(filledText),
  previewService: filledText,
  previewReplicaCount: count,
  autoPromotionEnabled: flag,
  autoPromotionSeconds: count,
  maxUnavailable: countOrPercent,
  ...scaleDown,
  prePromotionAnalysis: analysis,
  postPromotionAnalysis: analysis,
  antiAffinity,
  previewMetadata: addedMetadata,
  activeMetadata: addedMetadata,
});

export const strategy = exactlyOne(['canary', 'blueGreen'], 'A strategy', record({ canary, blueGreen }));
