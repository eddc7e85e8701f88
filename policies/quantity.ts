/** Durations, percentages. */

import { type At, type Decoder, malformed } from './decode.ts';
import { describe } from './json.ts';
import type { Json } from './mesh.ts';

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `10s`, `1m30s`, `1.5s`, `250ms`, in ms; the longest is 24 days, which a timer can hold. */
export const duration: Decoder<number> = (value, at) => {
  const parsed = typeof value === 'string' && !value.includes('d') ? parseDuration(value) : null;
  if (parsed !== null && parsed <= 2_147_483_647) return parsed;
  return malformed(at, `Expected a duration, found ${describe(value)}`, 'Write it like 10s, 1m30s or 250ms.');
};

/** A duration of a millisecond at least. */
export const someDuration: Decoder<number> = (value, at) => {
  const read = duration(value, at);
  return read === 0 ? malformed(at, 'Expected a duration of 1ms at least', 'Write it like 10s, or remove it.') : read;
};

/** A duration within these bounds, both included and written like it; days (`30d`) are known here. */
export function durationWithin(least: string, most: string): Decoder<number> {
  const leastMs = parseDuration(least) ?? 0;
  const mostMs = parseDuration(most) ?? 0;
  return (value, at) => {
    const parsed = typeof value === 'string' ? parseDuration(value) : null;
    if (parsed !== null && parsed >= leastMs && parsed <= mostMs) return parsed;
    return malformed(at, `Expected a duration from ${least} to ${most}, found ${describe(value)}`);
  };
}

/** In ms, rounded; null when it is no duration. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (unitsMs[unit ?? ''] ?? 0);
  }
  return Math.round(total);
}

/** `5%`, `0.5%` as a share in [0, 1]. */
export const percentage: Decoder<number> = (value, at) => {
  const share = parsePercent(value);
  return share ?? malformed(at, `Expected a percentage, found ${describe(value)}`, 'Write it like 5% or 0.5%.');
};

/** `5%` as parts per million; finer than that is refused. */
export const partsPerMillion: Decoder<number> = (value, at: At) => {
  const share = percentage(value, at);
  if (share === undefined) return undefined;
  const parts = Math.round(share * 1_000_000);
  if (Math.abs(parts - share * 1_000_000) < 1e-6) return parts;
  return malformed(at, `Expected at most four decimals, found ${describe(value)}`, 'One in a million is the finest.');
};

function parsePercent(value: Json): number | null {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(value) : null;
  const percent = match ? Number(match[1]) : Number.NaN;
  return percent <= 100 ? percent / 100 : null;
}

/** Istio's `{value: 0.5}`: a number of percent, 0 to 100. */
export const percentNumber: Decoder<number> = (value, at) =>
  typeof value === 'number' && value >= 0 && value <= 100
    ? value
    : malformed(at, `Expected a number from 0 to 100, found ${describe(value)}`);
