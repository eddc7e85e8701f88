/**
 * Prometheus' instant queries. All that one SLI needs is put into one query, so that it is read of one state of the
 * database: good and total of two states would make errors that never were.
 */

import type { Side } from '../rollout/sample.ts';
import { askJson, trouble } from './ask.ts';
import type { Reach, TroubleFound } from './ask.ts';
import { skewOf } from './look.ts';
import type { CountsLook, Look, Question, Tally } from './look.ts';
import { parseVector } from './prometheus-answer.ts';
import type { Series } from './prometheus-answer.ts';
import { instancesPart, joinedQuery, partLabel } from './prometheus-query.ts';
import type { JoinedQuery, PrometheusSli } from './prometheus-query.ts';

/** One look at Prometheus. */
export async function lookAtPrometheus(
  { sli, config, sides, now }: Question<PrometheusSli>,
  reach: Reach,
  signal: AbortSignal,
): Promise<Look> {
  const query = joinedQuery(sli, sides);
  if (query.kind === 'trouble') return query;
  const form = { query: query.text, timeout: `${config.timeoutMs}ms` };
  const askedMs = now();
  const answer = await askJson(config, '/api/v1/query', form, reach, signal);
  if (answer.kind === 'trouble') return answer;
  const vector = parseVector(answer.status, answer.body);
  if (vector.kind === 'trouble') return vector;
  const [first] = vector.series;
  const skew = first === undefined ? null : skewOf(first.atMs, askedMs, now());
  if (skew !== null) return trouble('source-clock', skew);
  return read(sli, query, byPart(vector.series));
}

type Found = ReadonlyMap<string, readonly Series[]>;

function byPart(all: readonly Series[]): Found {
  const found = new Map<string, Series[]>();
  for (const series of all) {
    const name = series.labels[partLabel] ?? '';
    const known = found.get(name);
    if (known === undefined) found.set(name, [series]);
    else known.push(series);
  }
  return found;
}

function read(sli: PrometheusSli, query: JoinedQuery, found: Found): Look {
  const flaw = flawOf(query, found);
  if (flaw !== null) return flaw;
  const absent = query.parts.map(({ name }) => name).filter((name) => !found.has(name));
  const [lost] = absent;
  if (sli.query.kind === 'value') {
    const value = found.get('value canary')?.[0];
    if (value === undefined) return trouble('source-empty', 'value canary: no series');
    return { kind: 'value', ...dated(query, found, value.atMs), value: value.value };
  }
  const look = countsOf(query, found);
  if (lost === undefined || look.kind === 'trouble') return look;
  const reason = `${lost}: no series`;
  // Envoy makes a cluster's counters with its first request.
  const isToCome = absent.every((name) => name.endsWith(' canary')) && absent.length < query.parts.length;
  return isToCome ? { ...trouble('source-empty', reason), before: look } : trouble('source-empty', reason);
}

/** What is there and can't be used. */
function flawOf({ parts }: JoinedQuery, found: Found): TroubleFound | null {
  for (const { name } of parts) {
    const [series, ...more] = found.get(name) ?? [];
    if (more.length > 0) {
      return trouble('source-many-series', `${name}: ${more.length + 1} series, where one is wanted`);
    }
    if (series !== undefined && !Number.isFinite(series.value)) {
      return trouble('source-nan', `${name}: ${series.value}`);
    }
  }
  return null;
}

/** What is absent counts as nothing. */
function countsOf(query: JoinedQuery, found: Found): CountsLook | TroubleFound {
  const valueOf = (name: string): number => found.get(name)?.[0]?.value ?? 0;
  const tallyOf = (side: Side): Tally => ({ good: valueOf(`good ${side}`), total: valueOf(`total ${side}`) });
  const sides = { canary: tallyOf('canary'), stable: tallyOf('stable') };
  for (const [side, { good, total }] of Object.entries(sides)) {
    const counts = [good, total].every((each) => Number.isSafeInteger(each) && each >= 0);
    // Good answers that are there before all answers are: one of the two is yet to come.
    const isOpen = !found.has(`total ${side}`);
    if (!counts || (good > total && !isOpen)) {
      return trouble('source-error', `${side}: ${good} good of ${total} are no counts`);
    }
  }
  const atMs = query.parts.flatMap(({ name }) => found.get(name) ?? [])[0]?.atMs ?? 0;
  const asked = query.parts.map((part) => part.query).join('\n');
  const instances = found.get(instancesPart)?.[0]?.value ?? null;
  return { kind: 'counts', asked, ...dated(query, found, atMs), sides, instances };
}

function dated({ ages }: JoinedQuery, found: Found, atMs: number): Pick<CountsLook, 'atMs' | 'marksMs' | 'ageMs'> {
  const marksMs = ages.map((name) => markOf(found.get(name) ?? []));
  const newest = Math.max(...marksMs.map((mark) => mark ?? -Infinity));
  return { atMs, marksMs, ageMs: Number.isFinite(newest) ? Math.max(0, atMs - newest) : null };
}

/** When the newest series of a selector was scraped. */
function markOf([series]: readonly Series[]): number | null {
  return series === undefined || !Number.isFinite(series.value) ? null : Math.round(series.value * 1_000);
}
