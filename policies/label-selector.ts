/** Kubernetes' LabelSelector. */

import { filledText, labels, list, oneOf, record, required, text } from './decode.ts';

/** Labels that something has to have, and expressions that have to hold on them. */
export const labelSelector = record({
  matchLabels: labels,
  matchExpressions: list(
    record({
      key: required(filledText),
      operator: required(oneOf('In', 'NotIn', 'Exists', 'DoesNotExist')),
      values: list(text),
    }),
  ),
});
