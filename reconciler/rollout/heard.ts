/** When one thing that a walk is judged by was last heard of, and what was wrong with the last word. */

import type { Evidence, Sli } from '../../policies/evidence.ts';
import type { Flaw } from './report.ts';
import type { Trouble } from './sample.ts';
import { hear, noVoices } from './voices.ts';
import type { Placed, Voices } from './voices.ts';
import type { Report } from './report.ts';

/** All times are of the caller's clock. */
export interface Heard {
  readonly voices: Voices;
  /** The last usable word, or the step's beginning. */
  readonly heardMs: number;
  /** The last request of each side, or the step's beginning. */
  readonly canaryHeardMs: number;
  readonly stableHeardMs: number;
  /** Why the last word could not be used; null when it could. */
  readonly trouble: Flaw | Trouble | null;
}

export const unheard: Heard = {
  voices: noVoices,
  heardMs: -Infinity,
  canaryHeardMs: -Infinity,
  stableHeardMs: -Infinity,
  trouble: null,
};

/** Reports that are older than this speak of another time: 8 flushes. */
const flushedMs = 2_000;

/** For how long a word stands. What is asked for may be missed once. */
export function freshMsOf({ sli }: Pick<Evidence, 'sli'>): number {
  return flushedMs + 2 * everyMsOf(sli);
}

/** How often it is asked for; 0 where proxies tell by themselves. */
export function everyMsOf(sli: Sli): number {
  switch (sli.kind) {
    case 'errors':
    case 'latency':
      return 0;
    case 'prometheus':
    case 'web':
      return sli.everyMs;
  }
}

/** Each step asks for words of its own. */
export function beginHearing(heard: Heard, atMs: number): Heard {
  return { ...heard, heardMs: atMs, canaryHeardMs: atMs, stableHeardMs: atMs, trouble: null };
}

/** Takes up reports of counts where each proxy's last one ended. */
export function hearReports(
  heard: Heard,
  reports: readonly Report[],
  nowMs: number,
): { heard: Heard; placed: Placed[] } {
  const { voices, placed } = hear(heard.voices, reports, nowMs);
  let { heardMs, canaryHeardMs, stableHeardMs, trouble } = heard;
  trouble = null;
  for (const each of placed) {
    if (!isUsable(each)) {
      trouble ??= each.report.flaw ?? 'counts-reset';
      continue;
    }
    heardMs = nowMs;
    if (each.report.counts.canaryTotal > 0) canaryHeardMs = nowMs;
    if (each.report.counts.stableTotal > 0) stableHeardMs = nowMs;
  }
  return { heard: { voices, heardMs, canaryHeardMs, stableHeardMs, trouble }, placed };
}

export function isUsable(placed: Placed): boolean {
  return placed.continuous && placed.report.flaw === null;
}

/** For how long no usable word came; 0 while the last one stands. */
export function silentMsOf(heard: Heard, evidence: Pick<Evidence, 'sli'>, nowMs: number): number {
  const unheardMs = nowMs - heard.heardMs;
  return unheardMs > freshMsOf(evidence) ? unheardMs : 0;
}
