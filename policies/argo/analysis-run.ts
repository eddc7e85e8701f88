/** Argo's AnalysisRun: an analysis that runs by itself. */

import { checkedKind } from '../checked-kind.ts';
import { anyObject } from '../common-fields.ts';
import { envelope, flag, record, required } from '../decode.ts';
import { args, dryRun, measurementRetention } from './analysis-fields.ts';
import { group, versions } from './fields.ts';
import { metrics } from './metric.ts';

export const analysisRunKind = checkedKind({
  group,
  kind: 'AnalysisRun',
  versions,
  body: envelope({
    spec: required(
      record({
        metrics: required(metrics),
        args,
        dryRun,
        measurementRetention,
        terminate: flag,
        ttlStrategy: anyObject,
      }),
    ),
  }),
});
