/** Argo's AnalysisTemplate, of a namespace or of the cluster. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, record, required } from '../decode.ts';
import { args, dryRun, measurementRetention, templateRefs } from './analysis-fields.ts';
import { group, versions } from './fields.ts';
import { metrics } from './metric.ts';

const body = envelope({
  spec: required(record({ metrics, args, dryRun, measurementRetention, templates: templateRefs })),
});

export const analysisTemplateKind = checkedKind({ group, kind: 'AnalysisTemplate', versions, body });

export const clusterAnalysisTemplateKind = checkedKind({ group, kind: 'ClusterAnalysisTemplate', versions, body });
