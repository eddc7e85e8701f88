/** Argo's Rollout. */

import { checkedKind } from '../checked-kind.ts';
import { count, positive } from '../common-fields.ts';
import {
  type Decoder,
  envelope,
  filledText,
  flag,
  ignored,
  malformed,
  oneOf,
  record,
  required,
  text,
} from '../decode.ts';
import { labelSelector } from '../label-selector.ts';
import { exactlyOne } from '../shapes.ts';
import { podTemplate, selectingItself } from '../workload-fields.ts';
import { group, versions } from './fields.ts';
import { strategy } from './strategy.ts';

const shape = record({
  replicas: count,
  selector: labelSelector,
  template: podTemplate,
  workloadRef: record({
    apiVersion: text,
    kind: required(filledText),
    name: required(filledText),
    scaleDown: oneOf('never', 'onsuccess', 'progressively'),
  }),
  minReadySeconds: count,
  rollbackWindow: record({ revisions: positive }),
  strategy: required(strategy),
  revisionHistoryLimit: count,
  paused: flag,
  progressDeadlineSeconds: count,
  progressDeadlineAbort: flag,
  restartAt: ignored,
  analysis: record({ successfulRunHistoryLimit: count, unsuccessfulRunHistoryLimit: count }),
});

/** Pods of its own are selected by labels; those of a workload are found by it. */
const withSelector: Decoder<unknown> = (value, at) => {
  const read = shape(value, at);
  if (read?.template === undefined || read.selector !== undefined) return read;
  return malformed(at, 'The field "selector" is missing', 'Add "selector".');
};

export const argoRolloutKind = checkedKind({
  group,
  kind: 'Rollout',
  versions,
  body: envelope({
    spec: required(exactlyOne(['template', 'workloadRef'], 'A Rollout', selectingItself(withSelector))),
  }),
});
