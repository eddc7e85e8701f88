/** One number of the canary's that is to stay in a range. */

import type { ValueEvidence } from '../../policies/evidence.ts';
import { beginHearing, unheard } from './heard.ts';
import type { Heard } from './heard.ts';
import type { ValueSample } from './sample.ts';

export interface ValueItem {
  readonly kind: 'value';
  readonly evidence: ValueEvidence;
  readonly heard: Heard;
  /** When counting begins in this step. */
  readonly openedMs: number;
  /** Values in a row that are in the range, or out of it, in this step. */
  readonly inside: number;
  readonly outside: number;
  /** The last one of this step, and its time by the source's clock ever. */
  readonly last: number | null;
  readonly lastAtMs: number;
}

/** One value may be a slip of the source's; the second one is the canary's. */
export const badAfter = 2;
export const fineAfter = 3;

export function openValue(evidence: ValueEvidence): ValueItem {
  return {
    kind: 'value',
    evidence,
    heard: unheard,
    openedMs: Infinity,
    inside: 0,
    outside: 0,
    last: null,
    lastAtMs: -Infinity,
  };
}

export function beginValueStep(item: ValueItem, atMs: number): ValueItem {
  const { evidence, lastAtMs } = item;
  const heard = beginHearing(item.heard, atMs);
  return { ...openValue(evidence), heard, openedMs: atMs + evidence.warmupMs, lastAtMs };
}

/** Takes in what a source answered. The same moment told twice is one value; no number is none. */
export function addToValue(item: ValueItem, samples: readonly ValueSample[], nowMs: number): ValueItem {
  return samples.reduce((grown, sample) => addValue(grown, sample, nowMs), item);
}

function addValue(item: ValueItem, { value, atMs }: ValueSample, nowMs: number): ValueItem {
  if (!Number.isFinite(value) || !(atMs > item.lastAtMs)) return item;
  const heard = { ...item.heard, heardMs: nowMs, trouble: null };
  if (nowMs < item.openedMs) return { ...item, heard, lastAtMs: atMs };
  const { min, max } = item.evidence;
  const isInside = (min === null || value >= min) && (max === null || value <= max);
  return {
    ...item,
    heard,
    inside: isInside ? item.inside + 1 : 0,
    outside: isInside ? 0 : item.outside + 1,
    last: value,
    lastAtMs: atMs,
  };
}
