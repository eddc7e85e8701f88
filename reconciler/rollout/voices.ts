/** The proxies that speak for a walk, and where each one's story was last taken up. Flat arrays: one number a proxy. */

import { compareText } from '../../policies/finding.ts';
import type { Report } from './report.ts';

export interface Voices {
  readonly indexes: ReadonlyMap<string, number>;
  /** The end of the last span, by the proxy's own clock. */
  readonly toMs: readonly number[];
  /** When its last request was heard of, by our clock. */
  readonly requestMs: readonly number[];
}

export const noVoices: Voices = { indexes: new Map(), toMs: [], requestMs: [] };

/** From so many proxies on no single one may decide. */
const quorum = 3;
/** A proxy without a request for so long is no voice. */
const voiceMs = 60_000;
/** Above so many proxies, those of one group are left out together: no single one decides then either. */
export const maxGroups = 32;

export interface Placed {
  readonly report: Report;
  readonly index: number;
  /** False after a gap, a restart or a reset: the span doesn't begin where the last one ended. */
  readonly continuous: boolean;
}

/** Takes up each report where its proxy's last one ended. */
export function hear(voices: Voices, reports: readonly Report[], nowMs: number): { voices: Voices; placed: Placed[] } {
  let indexes: ReadonlyMap<string, number> = voices.indexes;
  const toMs = voices.toMs.slice();
  const requestMs = voices.requestMs.slice();
  const placed = reports.map((report): Placed => {
    const known = indexes.get(report.proxy);
    const index = known ?? toMs.length;
    if (known === undefined) indexes = new Map([...indexes, [report.proxy, index]]);
    const continuous = known === undefined || toMs[index] === report.fromMs;
    toMs[index] = report.toMs;
    requestMs[index] =
      report.counts.canaryTotal + report.counts.stableTotal > 0 ? nowMs : (requestMs[index] ?? -Infinity);
    return { report, index, continuous };
  });
  return { voices: { indexes, toMs, requestMs }, placed };
}

/** The group that is left out together with this proxy; by itself while there are few. */
export function groupOf(index: number): number {
  return index % maxGroups;
}

export function groupCount(voices: Voices): number {
  return Math.min(maxGroups, voices.toMs.length);
}

/** The names of a group's proxies, sorted. */
export function namesOf(voices: Voices, group: number): readonly string[] {
  return [...voices.indexes].flatMap(([name, index]) => (groupOf(index) === group ? [name] : [])).sort(compareText);
}

/** The groups without which a verdict must stand too; none while fewer than three proxies have a say. */
export function decidingGroups(voices: Voices, nowMs: number): ReadonlySet<number> {
  const active = voices.requestMs.flatMap((heardMs, index) => (nowMs - heardMs <= voiceMs ? [index] : []));
  return new Set(active.length < quorum ? [] : active.map(groupOf));
}
