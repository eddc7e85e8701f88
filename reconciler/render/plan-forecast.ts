import type { Paint } from './paint.ts';
import { count, percent, span } from './quantity.ts';
import { tableLines, type Column } from './table.ts';

/** What a walk is likely to be at one rate. Shares are in [0, 1]. */
export interface PlannedForecast {
  /** Requests per second of the rule, all sides together. */
  readonly rps: number;
  /** The share of bad answers of stable and of a good canary. */
  readonly usual: number;
  /** Until a good canary is promoted. */
  readonly seconds: ForecastSpread;
  /** That it answers before it has all traffic, or until the deadline. */
  readonly requests: ForecastSpread;
  /** Parts per million: the step at which the deadline finds a good canary; null where it arrives. */
  readonly stuckAt: number | null;
  /** The steps that are judged and passed. */
  readonly steps: readonly { readonly weight: number; readonly seconds: number; readonly requests: number }[];
  /** The least share of bad answers that is taken back in the usual time of the first step; null where none is. */
  readonly smallest: number | null;
  readonly brokenShare: number;
  /** Until a canary that fails `brokenShare` is taken back; null where it is not before the deadline. */
  readonly broken: {
    readonly seconds: ForecastSpread;
    readonly requests: ForecastSpread;
    readonly failures: ForecastSpread;
  } | null;
  /** Releases that were simulated; with 0 the median is that of a walk without chance. */
  readonly runs: number;
}

/** The median, and the 99th of 100; null where it ends no sooner than the deadline, or nobody tried. */
export interface ForecastSpread {
  readonly p50: number | null;
  readonly p99: number | null;
}

const columns: readonly Column[] = [
  { heading: 'requests/s', right: true },
  { heading: 'promoted after' },
  { heading: 'canary answers' },
  { heading: 'smallest seen', right: true },
  { heading: 'broken: back after' },
  { heading: 'canary answers' },
  { heading: 'failed' },
];

/** A table with a line for each rate, and how to read it. */
export function forecastLines(forecasts: readonly PlannedForecast[], paint: Paint): readonly string[] {
  const [first] = forecasts;
  if (first === undefined) return [];
  const rows = forecasts.map((each) => [
    count(each.rps),
    each.stuckAt === null ? times(each.seconds, each.runs > 0) : `never: stays at ${percent(each.stuckAt)}`,
    counts(each.requests),
    each.smallest === null ? 'none' : share(each.smallest),
    ...(each.broken === null
      ? ['never', '–', '–']
      : [times(each.broken.seconds, false), counts(each.broken.requests), counts(each.broken.failures)]),
  ]);
  const notes = [
    `Median (99th of 100) where ${share(first.usual)} of all answers are bad anyway. Never: not before the deadline.`,
    'Smallest seen: the least share of bad answers that is taken back in the time of the first step.',
    `Broken: ${share(first.brokenShare)} of the canary's answers are bad.`,
  ];
  return [
    '    forecast',
    ...tableLines(columns, rows).map((line) => `    ${line}`),
    ...notes.map((line) => `    ${paint.dim(line)}`),
  ];
}

function share(part: number): string {
  return `${Number((part * 100).toPrecision(3))}%`;
}

function times({ p50, p99 }: ForecastSpread, isTried: boolean): string {
  const word = (seconds: number | null): string => (seconds === null ? 'never' : short(seconds));
  return p99 === null && !isTried ? word(p50) : `${word(p50)} (${word(p99)})`;
}

/** What is found in seconds is told with a tenth. */
function short(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)}s` : span(Math.round(seconds) * 1_000);
}

function counts({ p50, p99 }: ForecastSpread): string {
  const word = (number: number | null): string => (number === null ? '–' : count(Math.round(number)));
  return p99 === null ? word(p50) : `${word(p50)} (${word(p99)})`;
}
