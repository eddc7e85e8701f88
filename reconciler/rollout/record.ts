/**
 * What a live commit keeps of the evidence that its step rests on: enough to decide it again from the commit alone
 * (`replay.ts`). Times are whole ms of the clock of the process that wrote it; only differences mean something.
 */

import type { Json } from '../../policies/mesh.ts';
import { nothingSpent } from '../live/spent.ts';
import type { BurnItem } from './burn.ts';
import { numbersOf } from './counts.ts';
import type { Tally } from './counts.ts';
import type { EvidenceState, Item } from './evidence.ts';
import type { Heard } from './heard.ts';
import { openCountsOf } from './item.ts';
import type { RatioItem } from './item.ts';
import { sumSeries } from './series.ts';
import { readTape } from './tape.ts';
import type { ValueItem } from './value.ts';
import { verdict } from './verdict.ts';
import type { ItemReport, Verdict } from './verdict.ts';
import { decidingGroups } from './voices.ts';

/** As JSON in a `Sluice-Evidence` trailer. All but `tape` is for people, and follows from it. */
export interface EvidenceRecord {
  readonly version: 1;
  /** Bad answers and all answers of both sides in this step, of the item that decided: `12/61`. */
  readonly canary: string;
  readonly stable: string;
  /** The verdict's kind and name. */
  readonly kind: Verdict['kind'];
  readonly verdict: string;
  /** Parts per million: the sum of the raised shares that was judged. */
  readonly weight: number;
  /** For how long all counted proxies had run it. */
  readonly heldMs: number;
  readonly items: readonly RecordedItem[];
  /** Proxies that had no say. */
  readonly odd: readonly string[];
  /** False where the oldest blocks were left out, and `tape` goes on from what the tests had then: it takes that on trust. */
  readonly complete: boolean;
  readonly tape: Json;
}

/** One thing that the walk is judged by. Tests are logarithms to three decimals, with the bounds that decide; null: none. */
export interface RecordedItem {
  readonly key: string;
  readonly of: ItemReport['of'];
  readonly kind: Verdict['kind'];
  readonly verdict: string;
  readonly canary: string;
  readonly stable: string;
  readonly tests: RecordedTests;
  readonly bounds: RecordedTests;
  readonly blocks: number;
  readonly value: number | null;
}

export interface RecordedTests {
  readonly e1: number | null;
  readonly e2: number | null;
  readonly f: number | null;
}

/** What `replay.ts` makes of a record. */
export type Replayed =
  | {
      readonly kind: 'replayed';
      readonly verdict: Verdict;
      /** Parts per million: the sum of the raised shares that was judged. */
      readonly weight: number;
      /** For how long all counted proxies had run it. */
      readonly heldMs: number;
      /** False where the oldest blocks were left out, and what the tests had then is taken on trust. */
      readonly complete: boolean;
    }
  /** It is no record of this rollout, or its words don't follow from its tape. */
  | { readonly kind: 'fault'; readonly reason: string };

/** What to keep now; null before the first step. Bounded: a few KB for each item, however old the walk. */
export function recordOf(state: EvidenceState): EvidenceRecord | null {
  const { step } = state;
  if (step === null) return null;
  const { kind, reason, counts, items, odd } = verdict(state);
  return {
    version: 1,
    canary: badOf(counts.canary),
    stable: badOf(counts.stable),
    kind,
    verdict: reason,
    weight: step.weight,
    heldMs: state.nowMs - step.atMs,
    items: items.map(recordItem),
    odd,
    complete: state.items.every(isComplete),
    tape: {
      at: step.atMs,
      now: state.nowMs,
      stable: step.stableHasWeight,
      part: step.part,
      items: state.items.map((item) => tapeOf(item, state.nowMs)),
      allowance: state.allowance === null ? null : { ...state.allowance },
    },
  };
}

function recordItem(item: ItemReport): RecordedItem {
  const { key, of, kind, reason, counts, tests, bounds, blocks, value } = item;
  return {
    key,
    of,
    kind,
    verdict: reason,
    canary: badOf(counts.canary),
    stable: badOf(counts.stable),
    tests: { e1: rounded(tests.e1), e2: rounded(tests.e2), f: rounded(tests.f) },
    bounds: { e1: rounded(bounds.e1), e2: rounded(bounds.e2), f: rounded(bounds.f) },
    blocks,
    value: value === null ? null : rounded(value),
  };
}

function badOf({ good, total }: Tally): string {
  return `${total - good}/${total}`;
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1_000) / 1_000 : null;
}

/** A walk that nothing counted is judged by has nothing that could be left out. */
function isComplete(item: Item): boolean {
  return item.kind !== 'ratio' || item.tape === null || readTape(item.tape).start === null;
}

function tapeOf(item: Item, nowMs: number): Json {
  switch (item.kind) {
    case 'ratio':
      return ratioTape(item, nowMs);
    case 'value':
      return valueTape(item);
    case 'burn':
      return burnTape(item, nowMs);
  }
}

function ratioTape(item: RatioItem, nowMs: number): Json {
  const tape = item.tape === null ? null : readTape(item.tape);
  return {
    heard: heardTape(item.heard, nowMs),
    opened: time(item.openedMs),
    open: numbersOf(openCountsOf(item)),
    from: tape?.startMs ?? null,
    start: plainJson(tape?.start ?? null),
    blocks: tape?.text ?? '',
  };
}

function valueTape({ heard, openedMs, inside, outside, last }: ValueItem): Json {
  return { heard: heardTape(heard, -Infinity), opened: time(openedMs), inside, outside, last };
}

function burnTape(item: BurnItem, nowMs: number): Json {
  return {
    heard: heardTape(item.heard, nowMs),
    opened: time(item.openedMs),
    sums: item.series.map((series) => sumSeries(series, nowMs)),
    walked: item.walked,
    from: item.walkedFromMs,
    // Left out where there is none, so that older records say what they said.
    ...(item.before === nothingSpent ? {} : { before: { ...item.before } }),
    step: numbersOf(item.counts),
  };
}

/** Fewer than three proxies are no question of names: all of them decide together. */
function heardTape(heard: Heard, nowMs: number): Json {
  const { voices, heardMs, canaryHeardMs, stableHeardMs, trouble } = heard;
  const named = decidingGroups(voices, nowMs).size === 0 ? [] : [...voices.indexes];
  return {
    at: [time(heardMs), time(canaryHeardMs), time(stableHeardMs)],
    trouble,
    proxies: named.map(([name, index]) => [name, time(voices.requestMs[index] ?? -Infinity)]),
  };
}

/** JSON has no infinity: what never was, or never will be, is null. */
function time(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** Numbers, texts and lists of plain data as JSON; −∞, the logarithm of nothing, as a text. */
export function plainJson(value: unknown): Json {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainJson(each)]));
}
