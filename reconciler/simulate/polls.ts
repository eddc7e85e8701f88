/** The sources that are asked in one release. Between two looks they say nothing, as real ones. */

import type { Evidence } from '../../policies/evidence.ts';
import { everyMsOf } from '../rollout/heard.ts';
import type { Sample, Side, ValueSample } from '../rollout/sample.ts';
import type { Chance } from './chance.ts';
import { countsOf } from './traffic.ts';
import type { Tallies, Traffic } from './traffic.ts';

/** One thing that is asked for. Moves on as it is told: it belongs to one release. */
export interface Poll {
  readonly evidence: Evidence;
  readonly source: string;
  /** What the answers speak for, where a flush would name its proxy. */
  readonly proxy: string;
  readonly everyMs: number;
  /** The last look, and the next. */
  lookedMs: number;
  dueMs: number;
  /** What came since the last look. */
  readonly since: Readonly<Record<Side, { good: number; total: number }>>;
}

export interface Told {
  readonly samples: readonly Sample[];
  readonly values: readonly ValueSample[];
}

/** The looks of each are a grid that the first raise falls anywhere into. */
export function openPolls(evidence: readonly Evidence[], startMs: number, chance: Chance): readonly Poll[] {
  return evidence.flatMap((each): Poll[] => {
    const { sli } = each;
    if (sli.kind !== 'prometheus' && sli.kind !== 'web') return [];
    const everyMs = everyMsOf(sli);
    const since = { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } };
    const dueMs = startMs + (1 - chance()) * everyMs;
    return [{ evidence: each, source: sli.kind, proxy: sli.source, everyMs, lookedMs: startMs, dueMs, since }];
  });
}

/** The next moment at which one of them has news. */
export function nextLookMs(polls: readonly Poll[]): number {
  return Math.min(Infinity, ...polls.map(({ dueMs }) => dueMs));
}

/** Takes in what came until `nowMs`, and answers what those say that are looked at by then. */
export function tellPolls(
  polls: readonly Poll[],
  traffic: Traffic,
  tallies: Tallies,
  target: string,
  nowMs: number,
): Told {
  const samples: Sample[] = [];
  const values: ValueSample[] = [];
  for (const poll of polls) {
    const { evidence, source, proxy, everyMs } = poll;
    const of = { source, proxy, target, sli: evidence.key };
    gather(poll, traffic, tallies);
    if (poll.dueMs > nowMs) continue;
    // A value is taken to be in range: there is no telling how else it would move.
    if (evidence.kind === 'value') values.push({ ...of, atMs: nowMs, value: evidence.min ?? evidence.max ?? 0 });
    else {
      for (const side of sides) samples.push({ ...of, side, fromMs: poll.lookedMs, toMs: nowMs, ...poll.since[side] });
    }
    forget(poll, nowMs);
    poll.dueMs += everyMs * (1 + Math.floor((nowMs - poll.dueMs) / everyMs));
  }
  return { samples, values };
}

/** The first look of a new process is what the next one is compared with. */
export function beginPollsAnew(polls: readonly Poll[], nowMs: number): void {
  for (const poll of polls) forget(poll, nowMs);
}

function gather({ evidence, since }: Poll, traffic: Traffic, tallies: Tallies): void {
  if (evidence.kind === 'value') return;
  for (const side of sides) {
    const { good, total } = countsOf(traffic, tallies, evidence.key, side);
    since[side].good += good;
    since[side].total += total;
  }
}

function forget(poll: Poll, nowMs: number): void {
  poll.lookedMs = nowMs;
  for (const side of sides) Object.assign(poll.since[side], { good: 0, total: 0 });
}

const sides = ['canary', 'stable'] as const;
