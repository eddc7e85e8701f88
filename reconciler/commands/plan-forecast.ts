/** What the walks that a change starts are likely to be, at the rates that were given. */

import type { PlannedForecast } from '../render/plan-forecast.ts';
import { outlookOf, trialsOf, usualOf } from '../simulate/outlook.ts';
import type { Trials, Walkable } from '../simulate/outlook.ts';
import { parseShare } from '../simulate/parse-noise.ts';
import { listFlag, textFlag, UsageError, type Call } from './command.ts';
import { simulateAll } from './simulate-pool.ts';

export interface StartedWalk extends Walkable {
  /** T. */
  readonly target: string;
}

export interface Traffic {
  /** Requests per second of a rule; `walk` is null where it stands for every walk without its own. */
  readonly rates: readonly { readonly walk: string | null; readonly rps: number }[];
  /** The share of bad answers of stable and of a good canary; null: by each walk's own bounds. */
  readonly usual: number | null;
}

/** Traffic is not in Git: where nobody says how much there is, so much. */
const someRates = [10, 100, 1_000].map((rps) => ({ walk: null, rps }));

/** Throws UsageError where a flag can't be read. */
export function readTraffic(call: Call): Traffic {
  const given = listFlag(call, 'rps').map((text) => {
    const at = text.lastIndexOf('=');
    const rps = Number(text.slice(at + 1).trim() || NaN);
    if (!(rps > 0) || !Number.isFinite(rps)) throw new UsageError(`--rps ${text}: give requests per second, like 100`);
    return { walk: at < 0 ? null : text.slice(0, at), rps };
  });
  const text = textFlag(call, 'usual');
  const usual = text === undefined ? null : parseShare(text);
  if (text !== undefined && usual === null) throw new UsageError(`--usual ${text}: a share is written like 0.1%`);
  return { rates: given.some(({ walk }) => walk === null) ? given : [...given, ...someRates], usual };
}

interface Wanted {
  readonly rps: number;
  readonly usual: number;
  readonly trials: Trials;
}

/** By T, each walk's forecasts, slowest traffic first. Says on stderr how far it is, each second. */
export async function forecastWalks(
  call: Call,
  walks: readonly StartedWalk[],
  traffic: Traffic,
): Promise<ReadonlyMap<string, readonly PlannedForecast[]>> {
  // Many walks are alike: each kind of walk is tried once for a rate.
  const wanted = new Map<string, Wanted>();
  const keys = new Map(walks.map((walk) => [walk.target, ratesOf(walk, traffic).map((rps) => keyOf(walk, rps))]));
  for (const walk of walks) {
    const usual = traffic.usual ?? usualOf(walk.rollout);
    for (const rps of ratesOf(walk, traffic)) {
      const key = keyOf(walk, rps);
      if (!wanted.has(key)) wanted.set(key, { rps, usual, trials: trialsOf(walk, rps, usual) });
    }
  }
  const known = await tryAll(call, wanted);
  return new Map([...keys].map(([target, own]) => [target, own.flatMap((key) => known.get(key) ?? [])]));
}

async function tryAll(call: Call, wanted: ReadonlyMap<string, Wanted>): Promise<ReadonlyMap<string, PlannedForecast>> {
  const trials = [...wanted.values()].flatMap(({ trials: { good, broken } }) => [good, broken]);
  const tasks = trials.flatMap((trial) => (trial === null ? [] : [{ ...trial, seed: 1 }]));
  const all = tasks.reduce((sum, { runs }) => sum + runs, 0);
  let done = 0;
  const progress = setInterval(() => call.io.err(`forecast: ${done} of ${all} releases\n`), 1_000);
  try {
    const count = (now: number): void => {
      done = now;
    };
    const releases = [...(await simulateAll(tasks, count, call.signal))];
    const own = (trial: Trials['good']) => (trial === null ? [] : (releases.shift() ?? []));
    return new Map(
      [...wanted].map(([key, { rps, usual, trials }]) => {
        const [good, broken] = [own(trials.good), own(trials.broken)];
        return [key, outlookOf(trials, rps, usual, good, broken)];
      }),
    );
  } finally {
    clearInterval(progress);
  }
}

function keyOf({ rollout, stretch }: StartedWalk, rps: number): string {
  return JSON.stringify([rollout.digest, stretch, rps]);
}

/** Those of the walk itself, else those of all. */
function ratesOf({ target }: StartedWalk, { rates }: Traffic): readonly number[] {
  const own = rates.filter(({ walk }) => walk !== null && isNamed(target, walk));
  const chosen = own.length > 0 ? own : rates.filter(({ walk }) => walk === null);
  return [...new Set(chosen.map(({ rps }) => rps))].sort((a, b) => a - b);
}

/** `VirtualService/shop/checkout#primary`, without its kind, or without its rule. */
function isNamed(target: string, walk: string): boolean {
  const short = target.slice(target.indexOf('/') + 1);
  return [target, short].some((name) => name === walk || name.startsWith(`${walk}#`));
}
