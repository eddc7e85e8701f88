/** The steps of Argo's canaries. */

import { addedMetadata, anyObject, count, percent } from '../common-fields.ts';
import { type Decoder, filledText, flag, integer, list, malformed, oneOf, record, required, text } from '../decode.ts';
import { isObject } from '../json.ts';
import { labelSelector } from '../label-selector.ts';
import { exactlyOne, mapOf } from '../shapes.ts';
import { analysis, dryRun, namedAnalyses } from './analysis-fields.ts';
import { pauseDuration } from './fields.ts';

const stringMatch = exactlyOne(
  ['exact', 'prefix', 'regex'],
  'A comparison',
  record({ exact: text, prefix: text, regex: text }),
);

const experiment = record({
  templates: required(
    list(
      record({
        name: required(filledText),
        specRef: required(oneOf('canary', 'stable')),
        replicas: count,
        metadata: addedMetadata,
        selector: labelSelector,
        weight: percent,
        service: record({ name: text }),
      }),
    ),
  ),
  duration: pauseDuration,
  analyses: namedAnalyses,
  dryRun,
  analysisRunMetadata: addedMetadata,
  scaleDownDelaySeconds: count,
});

const setHeaderRoute = record({
  name: required(filledText),
  match: list(record({ headerName: required(filledText), headerValue: required(stringMatch) })),
});

const setMirrorRoute = record({
  name: required(filledText),
  match: list(record({ method: stringMatch, path: stringMatch, headers: mapOf(stringMatch) })),
  percentage: percent,
});

const rest = {
  pause: record({ duration: pauseDuration }),
  experiment,
  analysis,
  setCanaryScale: record({ weight: percent, replicas: count, matchTrafficWeight: flag }),
  setHeaderRoute,
  setMirrorRoute,
  plugin: record({ name: required(filledText), config: anyObject }),
};

const waiting = ['setWeight', 'pause', 'experiment', 'analysis'];

/** A step moves traffic or waits, in one way; what it sets besides may stand with that. */
export function stepOf(mostWeight: number): Decoder<unknown> {
  const shape = { setWeight: integer(0, mostWeight), ...rest };
  const read = record(shape);
  return (value, at) => {
    if (!isObject(value)) return read(value, at);
    const given = Object.keys(shape).filter((field) => (value[field] ?? null) !== null);
    const several = given.filter((field) => waiting.includes(field));
    if (given.length === 0) return malformed(at, `A step has one of ${Object.keys(shape).join(', ')}; this has none`);
    if (several.length > 1)
      return malformed(at, `A step does one thing; this has ${several.join(' and ')}`, 'Make two steps of it.');
    return read(value, at);
  };
}
