/** What one poll has seen so far, and the readings that come of each new look. */

import type { Reading, Sample, Side, Trouble } from '../rollout/sample.ts';
import { differenceOf } from './look-difference.ts';
import type { CountsLook, Look, Tally } from './look.ts';

/** Written in place. */
export interface Story {
  readonly of: StoryOf;
  /** The last counts that can be compared with; null before the first, and after what broke the row. */
  last: CountsLook | null;
  /** `last` was not told: what comes next does not follow on what was. */
  isUntold: boolean;
  /** The last value's marks and the value, as text. */
  lastValue: string;
  /** Of the last news, by our monotonic clock. */
  newsMs: number;
}

export interface StoryOf {
  readonly source: string;
  readonly proxy: string;
  readonly target: string;
  readonly sli: string;
  readonly everyMs: number;
}

interface Told {
  readonly readings: readonly Reading[];
  /** The source said something that it had not said before. */
  readonly news: boolean;
}

/** After so many polls without news, and not before 2 s, the source is said to have none. */
const silentPolls = 4;
const leastSilenceMs = 2_000;

export function openStory(of: StoryOf, nowMs: number): Story {
  return { of, last: null, isUntold: false, lastValue: '', newsMs: nowMs };
}

/** Goes on with the story. `nowMs` is our monotonic clock. */
export function tell(story: Story, look: Look, nowMs: number): Told {
  switch (look.kind) {
    case 'counts':
      return tellCounts(story, look, nowMs);
    case 'value':
      return tellValue(story, look, nowMs);
    case 'trouble':
      // Counts are cumulative: an answer that is lost costs time but no counts. Other trouble may be another series.
      if (!['source-error', 'source-slow'].includes(look.name)) {
        story.last = look.before ?? null;
        story.isUntold = story.last !== null;
      }
      return { readings: [troubled(story, look.name, look.reason)], news: false };
  }
}

function tellCounts(story: Story, look: CountsLook, nowMs: number): Told {
  const difference = differenceOf(story.last, look);
  switch (difference.kind) {
    case 'nothing-new':
      return { readings: silence(story, nowMs), news: false };
    case 'begun':
      return { readings: [pair(story, look, look.atMs, nothing)], news: goOn(story, look, nowMs) };
    case 'reset': {
      const readings = [troubled(story, difference.name, difference.reason), pair(story, look, look.atMs, nothing)];
      return { readings, news: goOn(story, look, nowMs) };
    }
    case 'added': {
      const begun = story.isUntold && story.last !== null ? [pair(story, story.last, story.last.atMs, nothing)] : [];
      const readings = [...begun, pair(story, look, difference.fromMs, difference.added)];
      return { readings, news: goOn(story, look, nowMs) };
    }
  }
}

function goOn(story: Story, look: CountsLook, nowMs: number): true {
  story.last = look;
  story.isUntold = false;
  story.newsMs = nowMs;
  return true;
}

const nothing = { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } };

/**
 * Both sides, always. An empty span (`fromMs` is `toMs`) does not follow on the one before: where counts began anew
 * evidence sees that something is missing.
 */
function pair(story: Story, look: CountsLook, fromMs: number, added: Readonly<Record<Side, Tally>>): Reading {
  const { source, proxy, target, sli } = story.of;
  const of = (side: Side): Sample => ({ source, proxy, target, sli, side, fromMs, toMs: look.atMs, ...added[side] });
  return { kind: 'samples', samples: [of('canary'), of('stable')] };
}

function tellValue(story: Story, look: Look & { readonly kind: 'value' }, nowMs: number): Told {
  const { atMs, marksMs, value } = look;
  const seen = JSON.stringify([value, marksMs]);
  // Without marks there is no telling whether the same value is a new one.
  if (marksMs.length > 0 && seen === story.lastValue) return { readings: silence(story, nowMs), news: false };
  story.lastValue = seen;
  story.newsMs = nowMs;
  const { source, proxy, target, sli } = story.of;
  return { readings: [{ kind: 'values', values: [{ source, proxy, target, sli, atMs, value }] }], news: true };
}

function silence(story: Story, nowMs: number): Reading[] {
  const silentMs = nowMs - story.newsMs;
  if (silentMs <= Math.max(leastSilenceMs, silentPolls * story.of.everyMs)) return [];
  return [{ ...troubled(story, 'source-empty', `nothing new for ${Math.round(silentMs)} ms`), kind: 'no-data' }];
}

function troubled(story: Story, name: Trouble, reason: string): Reading & { readonly kind: 'no-data' | 'error' } {
  const { proxy, target, sli } = story.of;
  return { kind: name === 'source-empty' ? 'no-data' : 'error', proxy, reason, about: { target, sli, name } };
}
