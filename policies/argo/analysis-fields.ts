/** What Argo's analyses are made of, wherever one stands. */

import { addedMetadata } from '../common-fields.ts';
import { filledText, flag, freeText, list, oneOf, record, required } from '../decode.ts';
import { keyRef, limit } from './fields.ts';

const fieldRef = record({ fieldPath: required(filledText) });

/** What is handed to a template. */
export const args = list(
  record({
    name: required(filledText),
    value: freeText,
    valueFrom: record({
      podTemplateHashValue: oneOf('Stable', 'Latest'),
      fieldRef,
      secretKeyRef: keyRef,
    }),
  }),
);

export const dryRun = list(record({ metricName: required(filledText) }));

export const measurementRetention = list(record({ metricName: required(filledText), limit: required(limit) }));

export const templateRefs = list(record({ templateName: required(filledText), clusterScope: flag }));

/** The fields of an analysis that a walk runs. */
export const analysisFields = {
  templates: templateRefs,
  args,
  dryRun,
  measurementRetention,
  analysisRunMetadata: addedMetadata,
};

export const analysis = record(analysisFields);

/** An analysis that an experiment runs. */
export const namedAnalyses = list(
  record({
    name: required(filledText),
    templateName: required(filledText),
    clusterScope: flag,
    args,
    requiredForCompletion: flag,
    analysisRunMetadata: addedMetadata,
  }),
);
