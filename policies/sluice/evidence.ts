/** The items of a Rollout's `evidence`, each by its `sli`. */

import type { EvidenceDraft } from '../contribution.ts';
import { type At, type Decoder, below, malformed, oneOf, record, required, simpleName } from '../decode.ts';
import type { CountedSli, QueriedSli, RatioEvidence, ValueEvidence } from '../evidence.ts';
import { describe, digestOf, isObject, type JsonObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { durationWithin, percentage } from '../quantity.ts';
import { askedOf, type AskedFields, jsonPointer, promQuery, tellsSides, webPath } from './asked.ts';
import { defaultBlockMs, latencyThreshold, protocol } from './counted.ts';
import { reference } from './reference.ts';

export const defaultEvidence: RatioEvidence = {
  kind: 'ratio',
  key: 'errors',
  sli: { kind: 'errors', protocol: 'http' },
  max: 0.01,
  tolerate: 0.02,
  versusStable: 2,
  blockMs: defaultBlockMs.errors,
  warmupMs: 0,
};

const factor: Decoder<number> = (value, at) =>
  typeof value === 'number' && value >= 1
    ? value
    : malformed(at, `Expected a factor of at least 1, found ${describe(value)}`);

const number: Decoder<number> = (value, at) =>
  typeof value === 'number' ? value : malformed(at, `Expected a number, found ${describe(value)}`);

/** A block shorter than the proxies' reports would be empty. */
const timing = { block: durationWithin('250ms', '10m'), warmup: durationWithin('0s', '1h') };

const bounds = { max: percentage, tolerate: percentage, versusStable: factor };

const range: Decoder<{ readonly min: number | null; readonly max: number | null }> = (value, at) => {
  const read = rangeFields(value, at);
  if (!read) return undefined;
  const { min = null, max = null } = read;
  if (min === null && max === null) return malformed(at, 'A range has min, max or both', 'Write {min: 0, max: 250}.');
  if (min !== null && max !== null && min > max) return malformed(at, 'min is above max');
  return { min, max };
};

const rangeFields = record({ min: number, max: number });

const every = durationWithin('1s', '10m');

const sli = oneOf('errors', 'latency', 'prometheus', 'web');

const errorsFields = record({ sli, protocol, ...bounds, ...timing });
const latencyFields = record({ sli, threshold: required(latencyThreshold), ...bounds, ...timing });
const queried = { sli, source: required(simpleName), every, range, ...bounds, ...timing };
const prometheusFields = record({ ...queried, good: promQuery, total: promQuery, value: promQuery });
const webFields = record({
  ...queried,
  path: required(webPath),
  good: jsonPointer,
  total: jsonPointer,
  value: jsonPointer,
});
const sloFields = record({ slo: required(reference), ...timing });

type Timing = { readonly block: number | undefined; readonly warmup: number | undefined };
type Bounds = {
  readonly max: number | undefined;
  readonly tolerate: number | undefined;
  readonly versusStable: number | undefined;
};

/** One item of the list. */
export const evidence: Decoder<EvidenceDraft> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  if (value['slo'] !== undefined) return slo(value, at);
  if (value['sli'] === undefined) return malformed(at, 'The field "sli" is missing', 'Add "sli", or "slo".');
  switch (sli(value['sli'], below(at, 'sli'))) {
    case 'errors':
      return errors(value, at);
    case 'latency':
      return latency(value, at);
    case 'prometheus':
      return prometheus(value, at);
    case 'web':
      return web(value, at);
    case undefined:
      return undefined;
  }
};

function errors(value: Json, at: At): EvidenceDraft | undefined {
  const read = errorsFields(value, at);
  if (!read) return undefined;
  const counted: CountedSli = { kind: 'errors', protocol: read.protocol ?? 'http' };
  return ratio('errors', counted, read, defaultBlockMs.errors, at);
}

function latency(value: Json, at: At): EvidenceDraft | undefined {
  const read = latencyFields(value, at);
  if (!read) return undefined;
  const counted: CountedSli = { kind: 'latency', thresholdMs: read.threshold };
  return ratio(`latency<${read.threshold}ms`, counted, read, defaultBlockMs.latency, at);
}

function prometheus(value: JsonObject, at: At): EvidenceDraft | undefined {
  const read = prometheusFields(value, at);
  const query = read && askedOf(read, at);
  if (!query) return undefined;
  const { source, every: everyMs = 15_000 } = read;
  if (query.kind === 'counts' && !tellsSides({ good: query.good, total: query.total }, at)) return undefined;
  const asked: QueriedSli = { kind: 'prometheus', source, query, everyMs };
  return judged(`prometheus:${source}#${digestOf(query, 8)}`, asked, read, at);
}

function web(value: JsonObject, at: At): EvidenceDraft | undefined {
  const read = webFields(value, at);
  const query = read && askedOf(read, at);
  if (!query) return undefined;
  const { source, path, every: everyMs = 10_000 } = read;
  if (query.kind === 'counts' && !tellsSides({ good: query.good, total: query.total }, at, path)) return undefined;
  const asked: QueriedSli = { kind: 'web', source, path, query, everyMs };
  return judged(`web:${source}#${digestOf([path, query], 8)}`, asked, read, at);
}

type Queried = AskedFields &
  Timing &
  Bounds & { readonly range: { readonly min: number | null; readonly max: number | null } | undefined };

/** Counts have bounds, a value has a range; what is given for the other says nothing. */
function judged(key: string, asked: QueriedSli, read: Queried, at: At): RatioEvidence | ValueEvidence | undefined {
  return asked.query.kind === 'value' ? inRange(key, asked, read, at) : counts(key, asked, read, at);
}

function counts(key: string, asked: QueriedSli, read: Queried, at: At): RatioEvidence | undefined {
  if (read.range) return malformed(below(at, 'range'), 'Counts have no range', 'Give max, or ask for a value.');
  return ratio(key, asked, read, Math.max(defaultBlockMs.errors, asked.everyMs), at);
}

function inRange(key: string, asked: QueriedSli, read: Queried, at: At): ValueEvidence | undefined {
  const stray = (['max', 'tolerate', 'versusStable'] as const).find((field) => read[field] !== undefined);
  if (stray !== undefined) {
    return malformed(below(at, stray), `A value has no ${stray}`, 'Give its range, or ask for good and total.');
  }
  if (!read.range) return malformed(at, 'The field "range" is missing', 'Write range: {min: 0, max: 250}.');
  const { block: blockMs = asked.everyMs, warmup: warmupMs = 0 } = read;
  return { kind: 'value', key, sli: asked, ...read.range, blockMs, warmupMs };
}

function ratio(
  key: string,
  counted: RatioEvidence['sli'],
  read: Timing & Bounds,
  block: number,
  at: At,
): RatioEvidence | undefined {
  const { max, versusStable = 2, block: blockMs = block, warmup: warmupMs = 0 } = read;
  if (max === undefined) return malformed(at, 'The field "max" is missing', 'Add "max", like max: 1%.');
  const tolerate = read.tolerate ?? Math.min(1, 2 * max);
  if (max <= 0 || max >= tolerate) {
    return malformed(at, 'max is above 0 and below tolerate', 'Give max: 1% and tolerate: 2%, for instance.');
  }
  return { kind: 'ratio', key, sli: counted, max, tolerate, versusStable, blockMs, warmupMs };
}

function slo(value: Json, at: At): EvidenceDraft | undefined {
  const read = sloFields(value, at);
  if (!read) return undefined;
  const { block: blockMs = null, warmup: warmupMs = 0 } = read;
  return { kind: 'slo', slo: read.slo, blockMs, warmupMs };
}
