/** One item of a record as it was, from its tape. A text says why it can't be. */

import type { Json } from '../../policies/mesh.ts';
import { nothingSpent } from '../live/spent.ts';
import type { Spending } from '../live/state.ts';
import { openSeriesOf } from './burn.ts';
import type { BurnItem } from './burn.ts';
import { countsAt, width } from './counts.ts';
import { openFold } from './fold.ts';
import type { Heard } from './heard.ts';
import { beginItemStep, closeBlock, partCodes } from './item.ts';
import type { Checkpoint, ItemStep, RatioItem } from './item.ts';
import { noSpread } from './odd.ts';
import { isList, isRecord, shaped, timeIn, wholeNumbers } from './shape.ts';
import { shareOf } from './stakes.ts';
import { parseLine, stepMark } from './tape.ts';
import type { ValueItem } from './value.ts';
import { maxGroups } from './voices.ts';

type Recorded = { readonly [key: string]: Json };

const noGoodTape = "its tape can't be read";

export function replayRatio(open: RatioItem, tape: Recorded, now: ItemStep, steps: number): RatioItem | string {
  const heard = heardIn(tape['heard']);
  const openedMs = timeIn(tape['opened'], Infinity);
  const openCounts = wholeNumbers(tape['open']);
  const from = timeIn(tape['from'], NaN);
  const { blocks } = tape;
  if (heard === null || openedMs === null || openCounts?.length !== width || from === null) return noGoodTape;
  if (typeof blocks !== 'string') return noGoodTape;
  const start = tape['start'] === null ? null : checkpointIn(tape['start'], now, steps);
  if (start === 'fault') return "what its tape begins with can't be read";
  const played = play({ ...open, ...start }, start?.step ?? null, blocks, from, now, steps);
  if (typeof played === 'string') return played;
  const later = { start, startMs: from, text: `${blocks} `, tail: '' };
  const written = Number.isNaN(from) ? null : { earlier: null, later, endMs: played.endMs };
  return { ...played.item, heard, openedMs, open: openCounts, tape: written };
}

interface Playing {
  readonly item: RatioItem;
  readonly step: ItemStep | null;
  readonly endMs: number;
}

function play(
  start: RatioItem,
  startStep: ItemStep | null,
  text: string,
  fromMs: number,
  now: ItemStep,
  steps: number,
): Playing | string {
  let playing: Playing | null = { item: start, step: startStep, endMs: fromMs };
  for (const line of text === '' ? [] : text.split(' ')) {
    const isStep = line.startsWith(stepMark);
    const numbers = parseLine(isStep ? line.slice(stepMark.length) : line);
    if (numbers === null) return noGoodTape;
    playing = isStep ? playStep(playing, numbers, now, steps) : playBlock(playing, numbers);
    if (playing === null) return noGoodTape;
  }
  const { step } = playing;
  const isOther = step !== null && (step.weight !== now.weight || step.stableHasWeight !== now.stableHasWeight);
  return isOther ? 'its tape ends in another step' : playing;
}

function playStep(before: Playing, numbers: readonly number[], now: ItemStep, steps: number): Playing | null {
  const step = stepIn(numbers, now, steps);
  const endMs = before.endMs + (numbers[0] ?? 0);
  return step === null ? null : { item: beginItemStep(before.item, step, endMs, false), step, endMs };
}

function playBlock({ item, step, endMs }: Playing, numbers: readonly number[]): Playing | null {
  const [gapMs = 0, lengthMs = 0, ...flat] = numbers;
  const groups = Array.from({ length: Math.ceil(flat.length / width) }, (_, i) => countsAt(flat, i));
  const isBlock = groups.length > 0 && groups.length <= maxGroups && flat.length % width === 0;
  if (step === null || !isBlock || flat.some((each) => each < 0)) return null;
  const openedMs = endMs + gapMs;
  return { item: closeBlock(item, groups, step, openedMs, openedMs + lengthMs), step, endMs: openedMs + lengthMs };
}

function stepIn(numbers: readonly number[], now: ItemStep, steps: number): ItemStep | null {
  const [, weight = 0, stable = 0, code = 0] = numbers;
  const part = partCodes[code];
  if (numbers.length !== 4 || part === undefined) return null;
  return { weight, stableHasWeight: stable === 1, part, share: shareOf(part, steps), horizonMs: now.horizonMs };
}

function checkpointIn(json: Json | undefined, now: ItemStep, steps: number): Checkpoint | 'fault' {
  const groups = isRecord(json) && isList(json['without']) ? json['without'].length : -1;
  if (groups < 0 || groups > maxGroups) return 'fault';
  const each = <Value>(value: Value): Value[] => Array.from({ length: groups }, () => value);
  const like: Checkpoint = {
    all: openFold(),
    without: each(openFold()),
    spreads: each(noSpread),
    closed: noSpread.counts,
    step: now,
  };
  const read = shaped(like, json ?? null);
  const part = partCodes.find((code) => code === read?.step.part);
  if (read === null || part === undefined) return 'fault';
  // What a step brings is not the record's to say.
  return { ...read, step: { ...read.step, part, share: shareOf(part, steps), horizonMs: now.horizonMs } };
}

export function replayValue(open: ValueItem, tape: Recorded): ValueItem | string {
  const heard = heardIn(tape['heard']);
  const openedMs = timeIn(tape['opened'], Infinity);
  const { inside, outside, last } = tape;
  if (heard === null || openedMs === null || typeof inside !== 'number' || typeof outside !== 'number') {
    return noGoodTape;
  }
  if (last !== null && typeof last !== 'number') return noGoodTape;
  return { ...open, heard, openedMs, inside, outside, last: last };
}

export function replayBurn(open: BurnItem, tape: Recorded, nowMs: number): BurnItem | string {
  const heard = heardIn(tape['heard']);
  const openedMs = timeIn(tape['opened'], Infinity);
  const walked = wholeNumbers(tape['walked']);
  const step = wholeNumbers(tape['step']);
  const from = timeIn(tape['from'], NaN);
  const sums = isList(tape['sums']) ? tape['sums'].map(wholeNumbers) : [];
  const before = spendingIn(tape['before']);
  if (heard === null || openedMs === null || walked === null || step === null || from === null) return noGoodTape;
  if (before === null) return noGoodTape;
  if (sums.length !== open.series.length) return 'windows of another SLO';
  const series = openSeriesOf(open, sums, nowMs);
  if (series === null) return noGoodTape;
  const walkedFromMs = Number.isNaN(from) ? null : from;
  return { ...open, heard, openedMs, walked, walkedFromMs, before, series, counts: countsAt(step, 0) };
}

/** Records of walks that had spent nothing before don't say it. */
function spendingIn(json: Json | undefined): Spending | null {
  if (json === undefined) return nothingSpent;
  const read = shaped(nothingSpent, json);
  return read !== null && wholeNumbers(Object.values(read)) !== null ? read : null;
}

function heardIn(json: Json | undefined): Heard | null {
  if (!isRecord(json) || !isList(json['at']) || !isList(json['proxies'])) return null;
  const times = json['at'].map((each) => timeIn(each, -Infinity));
  const [heardMs = null, canaryHeardMs = null, stableHeardMs = null] = times;
  if (heardMs === null || canaryHeardMs === null || stableHeardMs === null || times.length !== 3) return null;
  const trouble = troubles.find((each) => each === json['trouble']) ?? null;
  if (trouble === null && json['trouble'] !== null) return null;
  const proxies = json['proxies'].map(proxyIn);
  const named = proxies.filter((each) => each !== null);
  if (named.length !== proxies.length) return null;
  const voices = {
    indexes: new Map(named.map(({ name }, index) => [name, index])),
    toMs: named.map(() => -Infinity),
    requestMs: named.map((each) => each.heardMs),
  };
  return { voices, heardMs, canaryHeardMs, stableHeardMs, trouble };
}

function proxyIn(json: Json): { readonly name: string; readonly heardMs: number } | null {
  if (!isList(json) || json.length !== 2) return null;
  const [name] = json;
  const heardMs = timeIn(json[1], -Infinity);
  return typeof name === 'string' && heardMs !== null ? { name, heardMs } : null;
}

const troubles: readonly NonNullable<Heard['trouble']>[] = [
  'one-sided',
  'invalid-counts',
  'source-empty',
  'source-nan',
  'source-many-series',
  'source-error',
  'source-slow',
  'source-clock',
  'source-unknown',
  'counts-reset',
];
