/** Entries as they are written in the state file and in the file of pending lowerings. */

import {
  type At,
  type Decoder,
  below,
  integer,
  list,
  malformed,
  oneOf,
  record,
  required,
  text,
} from '../../policies/decode.ts';
import { isObject } from '../../policies/json.ts';
import type { HeaderEdits, Json } from '../../policies/mesh.ts';
import { whole } from './shares.ts';
import type { Attempt, Entry, Share } from './state.ts';

export function entryJson(entry: Entry): Json {
  const { target, attempt, phase, reason, since, toDigest, walkDigest } = entry;
  return {
    target,
    attempt: { intent: attempt.intent, n: attempt.n },
    home: sharesJson(entry.home),
    to: sharesJson(entry.to),
    s: entry.s / whole,
    phase,
    reason,
    since: timeText(since),
    walkDigest,
    toDigest,
    ...(entry.skipSteps === undefined ? {} : { skipSteps: true }),
  };
}

export function sharesJson(shares: readonly Share[]): Json {
  return shares.map(({ key, share, destination, headers }) => ({
    key,
    share,
    destination,
    ...(headers === undefined ? {} : { headers: headersJson(headers) }),
  }));
}

/** Through JSON text: header edits are plain data, and `Json` wants that said. */
function headersJson(headers: HeaderEdits): Json {
  return JSON.parse(JSON.stringify(headers));
}

export function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

/** ISO 8601 in UTC, as `timeText` writes it; ms since the epoch. */
export const time: Decoder<number> = (value, at) => {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(ms) && timeText(ms) === value) return ms;
  return malformed(at, 'Expected a time such as 2026-01-31T12:00:00.000Z');
};

/** A decimal in [0, 1] with at most six places; parts per million. */
const way: Decoder<number> = (value, at) => {
  const ppm = typeof value === 'number' ? Math.round(value * whole) : -1;
  return ppm >= 0 && ppm <= whole && ppm / whole === value
    ? ppm
    : malformed(at, 'Expected a decimal from 0 to 1 with at most six places');
};

const json: Decoder<Json> = (value) => value;

/** Written by `headersJson`, so its shape is known once it is an object. */
const headers: Decoder<HeaderEdits> = (value, at) =>
  isObject(value) ? (value as HeaderEdits) : malformed(at, 'Expected header edits');

const share = record({
  key: required(destinationKeyText),
  share: required(integer(0, whole)),
  destination: required(json),
  headers,
});

function destinationKeyText(value: Json, at: At): string | undefined {
  return typeof value === 'string' && /^[^/\s]+:\d+\/[^\s]*$/.test(value)
    ? value
    : malformed(at, 'Expected a destination such as cart.shop.svc.cluster.local:80/v1');
}

/** Shares of a rule: at least one, one million in all. */
export const shares: Decoder<readonly Share[]> = (value, at) => {
  const read = list(share, 1)(value, at);
  if (read === undefined) return undefined;
  const sum = read.reduce((total, each) => total + each.share, 0);
  if (sum !== whole) return malformed(at, `The shares sum to ${sum}, not to ${whole}`);
  return read.map(({ headers: edits, ...rest }) => (edits === undefined ? rest : { ...rest, headers: edits }));
};

export const oid: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{40}$/.test(value)
    ? value
    : malformed(at, 'Expected a commit id of 40 hex digits');

/** The intent commit and the number of the try. */
export const attempt: Decoder<Attempt> = record({
  intent: required(oid),
  n: required(integer(1, Number.MAX_SAFE_INTEGER)),
});

const yes: Decoder<true> = (value, at) => (value === true ? value : malformed(at, 'Expected true, or no such field'));

const fields = record({
  target: required(text),
  attempt: required(attempt),
  home: required(shares),
  to: required(shares),
  s: required(way),
  phase: required(oneOf('Progressing', 'Held', 'Rejected')),
  reason: required(text),
  since: required(time),
  walkDigest: required(text),
  toDigest: required(text),
  skipSteps: yes,
});

export const entry: Decoder<Entry> = (value, at) => {
  const read = fields(value, at);
  if (read === undefined) return undefined;
  if (read.phase === 'Rejected' && read.s !== 0) return malformed(below(at, 's'), 'A rejected target is at 0');
  const { skipSteps, ...rest } = read;
  return skipSteps === undefined ? rest : { ...rest, skipSteps };
};
