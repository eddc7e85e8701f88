/** Argo's Experiment: versions that run beside one another for a while. */

import { distinct } from '../bounded-list.ts';
import { checkedKind } from '../checked-kind.ts';
import { addedMetadata, count } from '../common-fields.ts';
import { envelope, filledText, flag, list, record, required, text } from '../decode.ts';
import { labelSelector } from '../label-selector.ts';
import { podTemplate, selectingItself } from '../workload-fields.ts';
import { dryRun, measurementRetention, namedAnalyses } from './analysis-fields.ts';
import { group, pauseDuration, versions } from './fields.ts';

const template = selectingItself(
  record({
    name: required(filledText),
    replicas: count,
    minReadySeconds: count,
    selector: required(labelSelector),
    template: required(podTemplate),
    service: record({ name: text }),
  }),
);

export const experimentKind = checkedKind({
  group,
  kind: 'Experiment',
  versions,
  body: envelope({
    spec: required(
      record({
        templates: required(distinct('name', list(template))),
        duration: pauseDuration,
        progressDeadlineSeconds: count,
        terminate: flag,
        analyses: namedAnalyses,
        scaleDownDelaySeconds: count,
        dryRun,
        measurementRetention,
        analysisRunMetadata: addedMetadata,
      }),
    ),
  }),
});
