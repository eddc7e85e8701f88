/** What sources told of each walk, and when it is looked at: of many walks each has its turn, and one whose canary fails has it at once. */

import type { About, Reading, Sample, ValueSample } from '../rollout/sample.ts';

/** Told of one walk, and not looked at yet. */
export interface Told {
  readonly samples: Sample[];
  readonly values: ValueSample[];
  readonly troubles: About[];
}

export const nothingTold: Told = { samples: [], values: [], troubles: [] };

/** Written in place. */
export interface Turns {
  /** By target. */
  readonly untold: Map<string, Told>;
  /** The place of the next walk, in the head's order. */
  next: number;
  /** When turns were last given, by the monotonic clock. */
  atMs: number;
}

export function openTurns(): Turns {
  return { untold: new Map(), next: 0, atMs: -Infinity };
}

/** Up to so many walks, each is looked at whenever something is told of it. */
const fewWalks = 100;
/** A walk that nothing is told of is looked at so often all the same: silence is a matter of time. */
const restMs = 250;
/** Of more walks than a few, one that goes well is looked at so often: looking at all of them at each flush costs a core. */
const turnMs = 1_000;
/** What waits is bounded, however many proxies tell of a walk. */
const maxUntold = 64;

/** Puts readings to the walks that they are of. */
export function tellWalks({ untold }: Turns, readings: readonly Reading[]): void {
  const of = (target: string): Told => {
    const known = untold.get(target);
    if (known !== undefined) return known;
    const told = { samples: [], values: [], troubles: [] };
    untold.set(target, told);
    return told;
  };
  for (const reading of readings) {
    switch (reading.kind) {
      case 'samples':
        for (const sample of reading.samples) of(sample.target).samples.push(sample);
        break;
      case 'values':
        for (const value of reading.values) of(value.target).values.push(value);
        break;
      case 'no-data':
      case 'error':
        if (reading.about !== undefined) of(reading.about.target).troubles.push(reading.about);
    }
  }
}

/** Gives the next walks their turn. Returns whether the walk at a place has it, or must not wait for it. */
export function takeTurns(turns: Turns, walks: number, nowMs: number): (place: number, told: Told) => boolean {
  const everyMs = walks > fewWalks ? turnMs : restMs;
  const due = Math.ceil(walks * Math.min(1, (nowMs - turns.atMs) / everyMs));
  const from = turns.next;
  turns.next = walks === 0 ? 0 : (from + due) % walks;
  turns.atMs = nowMs;
  return (place, told) => {
    if (told !== nothingTold && (walks <= fewWalks || isUrgent(told))) return true;
    return (place - from + walks) % walks < due;
  };
}

/** What may end in a rollback never waits. */
function isUrgent({ samples, values, troubles }: Told): boolean {
  if (values.length > 0 || troubles.length > 0 || samples.length > maxUntold) return true;
  return samples.some(({ side, good, total }) => side === 'canary' && good < total);
}
