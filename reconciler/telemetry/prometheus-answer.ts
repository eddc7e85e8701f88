/** The answer to an instant query, read into series. */

import { cut, trouble } from './ask.ts';
import type { TroubleFound } from './ask.ts';

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** When it was evaluated, by the source's clock. */
  readonly atMs: number;
  readonly value: number;
}

export type Vector = { readonly kind: 'vector'; readonly series: readonly Series[] } | TroubleFound;

/** Reads the body; an answer with warnings speaks for a part of the data only, and is an error. */
export function parseVector(status: number, body: unknown): Vector {
  if (status !== 200 || !isRecord(body) || body['status'] !== 'success') {
    const error = isRecord(body) && typeof body['error'] === 'string' ? `: ${cut(body['error'])}` : '';
    return trouble('source-error', `it answered ${status}${error}`);
  }
  const { data, warnings } = body;
  if (Array.isArray(warnings) && warnings.length > 0) {
    return trouble('source-error', `it warns: ${cut(String(warnings[0]))}`);
  }
  if (!isRecord(data) || data['resultType'] !== 'vector' || !Array.isArray(data['result'])) {
    return trouble('source-error', 'it answered with what is no instant vector');
  }
  const series = data['result'].map(seriesOf);
  if (series.some((each) => each === null)) return trouble('source-error', 'it answered with what is no series');
  return { kind: 'vector', series: series.filter((each) => each !== null) };
}

function seriesOf(result: unknown): Series | null {
  if (!isRecord(result) || !isRecord(result['metric']) || !Array.isArray(result['value'])) return null;
  const labels = Object.entries(result['metric']).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const [at, value] = result['value'] as readonly unknown[]; // Just seen to be a list.
  if (typeof at !== 'number' || !Number.isFinite(at) || typeof value !== 'string' || value === '') return null;
  return { labels: Object.fromEntries(labels), atMs: Math.round(at * 1_000), value: numberOf(value) };
}

/** Go's words for what is no number. */
function numberOf(text: string): number {
  switch (text) {
    case '+Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default:
      return Number(text);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
