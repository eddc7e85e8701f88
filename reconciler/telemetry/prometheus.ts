/**
 * Prometheus' instant queries. All that one SLI needs is put into one query, so that it is read of one state of the
 * database: good and total of two states would make errors that never were.
 */

import type { QueriedSli } from '../../policies/evidence.ts';
import type { Side } from '../rollout/sample.ts';
import { askJson, cut, trouble } from './ask.ts';
import type { Reach, TroubleFound } from './ask.ts';
import { skewOf } from './look.ts';
import type { Look, Question, Tally } from './look.ts';
import { parseVector } from './prometheus-answer.ts';
import type { Series } from './prometheus-answer.ts';
import { fillPromql, selectorsOf } from './promql.ts';
import { isNamedInVain, valueOf } from './query-variables.ts';
import type { Sides } from './query-variables.ts';

type PrometheusSli = Extract<QueriedSli, { kind: 'prometheus' }>;

/** The label that tells the parts of the joined query apart. */
const partLabel = 'sluice_part';
/** Of so many selectors the ages are asked for. */
const maxSelectors = 12;

interface Part {
  readonly name: string;
  readonly query: string;
}

/** One look at Prometheus. */
export async function lookAtPrometheus(
  { sli, config, sides, now }: Question<PrometheusSli>,
  reach: Reach,
  signal: AbortSignal,
): Promise<Look> {
  const parts = partsOf(sli, sides);
  if (!Array.isArray(parts)) return parts;
  const selectors = [...new Set(parts.flatMap((part) => selectorsOf(part.query)))].sort();
  const known = selectors.length <= maxSelectors ? selectors : [];
  const ages = known.map((selector, i) => ({ name: `seen ${i}`, query: `max(timestamp(${selector}))` }));
  const form = { query: [...parts, ...ages].map(labelled).join('\nor\n'), timeout: `${config.timeoutMs}ms` };
  const askedMs = now();
  const answer = await askJson(config, '/api/v1/query', form, reach, signal);
  if (answer.kind === 'trouble') return answer;
  const vector = parseVector(answer.status, answer.body);
  if (vector.kind === 'trouble') return vector;
  const found = new Map<string, Series[]>();
  for (const series of vector.series) {
    const name = series.labels[partLabel] ?? '';
    found.set(name, [...(found.get(name) ?? []), series]);
  }
  const values = readParts(parts, found);
  if (values.kind === 'trouble') return values;
  const skew = skewOf(values.atMs, askedMs, now());
  if (skew !== null) return trouble('source-clock', skew);
  const marksMs = ages.map(({ name }) => markOf(found.get(name) ?? []));
  if (sli.query.kind === 'value') {
    return { kind: 'value', atMs: values.atMs, marksMs, value: values.byPart.get('value canary') ?? NaN };
  }
  return countsOf(parts, values, marksMs);
}

/** What is asked, by name; a side that has no clusters has no requests, and needs no asking. */
function partsOf({ query }: PrometheusSli, sides: Sides): Part[] | TroubleFound {
  const texts = query.kind === 'value' ? { value: query.value } : { good: query.good, total: query.total };
  const written = Object.values(texts);
  if (isNamedInVain(written, sides.canary)) return trouble('source-empty', 'the canary has no cluster');
  const asked = (query.kind === 'value' ? ['canary'] : ['canary', 'stable']) as readonly Side[]; // Literals.
  const parts: Part[] = [];
  for (const side of asked) {
    if (isNamedInVain(written, sides[side])) continue;
    for (const [what, text] of Object.entries(texts)) {
      const filled = fillPromql(text, (name) => valueOf(sides[side], name));
      if (filled === null)
        return trouble('source-error', 'a variable stands where its value would be part of the query');
      parts.push({ name: `${what} ${side}`, query: filled });
    }
  }
  const [good, total, stableGood, stableTotal] = parts.map((part) => part.query);
  if (good === stableGood && total === stableTotal && query.kind === 'counts') {
    return trouble('source-error', 'the queries ask the same of canary and stable');
  }
  return parts;
}

/** On lines of its own, so that a comment at the end of a query ends there. */
function labelled({ name, query }: Part): string {
  return `label_replace((\n${query}\n), "${partLabel}", "${name}", "", "")`;
}

interface Values {
  readonly kind: 'values';
  readonly atMs: number;
  readonly byPart: ReadonlyMap<string, number>;
}

function readParts(parts: readonly Part[], found: ReadonlyMap<string, readonly Series[]>): Values | TroubleFound {
  const byPart = new Map<string, number>();
  let atMs = 0;
  for (const { name } of parts) {
    const [series, ...more] = found.get(name) ?? [];
    if (series === undefined) return trouble('source-empty', `${name}: no series`);
    if (more.length > 0)
      return trouble('source-many-series', `${name}: ${more.length + 1} series, where one is wanted`);
    if (!Number.isFinite(series.value)) return trouble('source-nan', `${name}: ${series.value}`);
    byPart.set(name, series.value);
    atMs = series.atMs;
  }
  return { kind: 'values', atMs, byPart };
}

function countsOf(parts: readonly Part[], { atMs, byPart }: Values, marksMs: readonly (number | null)[]): Look {
  const sides = { canary: tallyOf(byPart, 'canary'), stable: tallyOf(byPart, 'stable') };
  for (const [side, { good, total }] of Object.entries(sides)) {
    const counts = [good, total].every((each) => Number.isSafeInteger(each) && each >= 0);
    if (!counts || good > total) {
      return trouble('source-error', `${side}: ${cut(`${good} good of ${total}`)} are no counts`);
    }
  }
  return { kind: 'counts', asked: parts.map(({ query }) => query).join('\n'), atMs, marksMs, sides };
}

function tallyOf(byPart: ReadonlyMap<string, number>, side: Side): Tally {
  return { good: byPart.get(`good ${side}`) ?? 0, total: byPart.get(`total ${side}`) ?? 0 };
}

/** When the newest series of a selector was scraped. */
function markOf([series]: readonly Series[]): number | null {
  return series === undefined || !Number.isFinite(series.value) ? null : Math.round(series.value * 1_000);
}
