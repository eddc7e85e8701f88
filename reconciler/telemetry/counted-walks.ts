/** What a flush of a proxy tells of each walk: its SLIs that proxies count, on both sides. */

import type { CountedSli } from '../../policies/evidence.ts';
import { latencyThresholdsMs } from '../../policies/evidence.ts';
import type { Reading, Sample, Side } from '../rollout/sample.ts';
import type { Watch } from '../rollout/watch.ts';
import { AnswerLedger, nothingTold } from './answer-ledger.ts';
import type { Told } from './answer-ledger.ts';
import { difference } from './flush-difference.ts';
import type { Difference } from './flush-difference.ts';
import type { EnvoyProcess } from './envoy-processes.ts';
import { emptyCounts } from './series.ts';
import type { BoundIndexes, Counts } from './series.ts';

const source = 'otlp';

/** A walk with SLIs that proxies count. */
export interface CountedWalk {
  /** T. */
  readonly target: string;
  readonly slis: readonly { readonly key: string; readonly sli: CountedSli }[];
  /** The SLIs as text. */
  readonly asked: string;
  readonly clusters: readonly { readonly name: string; readonly side: Side }[];
}

/** The walks of a watch of which a proxy has something to tell. */
export function countedWalks({ clusters, walks }: Watch): readonly CountedWalk[] {
  const named = [...clusters].map(([name, { target, side }]) => ({ name, target, side }));
  const byTarget = Map.groupBy(named, ({ target }) => target);
  return [...walks].flatMap(([target, { slis }]) => {
    const counted = slis.flatMap(({ key, sli }) =>
      sli.kind === 'errors' || sli.kind === 'latency' ? [{ key, sli }] : [],
    );
    if (counted.length === 0) return [];
    return [{ target, slis: counted, asked: JSON.stringify(counted), clusters: byTarget.get(target) ?? [] }];
  });
}

/** What a process had told before this flush. */
interface Before {
  readonly clusters: ReadonlyMap<string, Counts>;
  readonly timeMs: number;
}

/**
 * Both sides of every walk, always: in a whole export no count means no request. Where counters began anew the span is
 * empty, so that it does not follow on the one before.
 */
export function readingsOf(process: EnvoyProcess, before: Before, walks: readonly CountedWalk[]): readonly Reading[] {
  const ledgers = new Map<string, AnswerLedger>();
  const samples: Sample[] = [];
  const troubles: Reading[] = [];
  for (const walk of walks) {
    const entered = walk.clusters.flatMap(({ name, side }) => {
      const added = difference(before.clusters.get(name), process.clusters.get(name));
      const known = process.ledgers.get(name);
      if (added === null && known === undefined) return [];
      const { ledger, reset } = enter(walk.asked, known, added, [before.timeMs, process.timeMs]);
      ledgers.set(name, ledger);
      return [{ side, ledger, reset }];
    });
    for (const { key, sli } of walk.slis) {
      const reason = blindness(sli, process.bounds, entered.length > 0);
      if (reason !== null) {
        const about = { target: walk.target, sli: key, name: 'source-unknown' } as const;
        troubles.push({ kind: 'error', proxy: process.name, reason, about });
        continue;
      }
      const fromMs = entered.some(({ reset }) => concerns(reset, sli)) ? process.timeMs : before.timeMs;
      for (const side of ['canary', 'stable'] as const) {
        const told = sum(entered.flatMap((each) => (each.side === side ? [each.ledger.tell(sli)] : [])));
        const { target } = walk;
        samples.push({ source, proxy: process.name, target, sli: key, side, fromMs, toMs: process.timeMs, ...told });
      }
    }
  }
  process.ledgers = ledgers;
  return [{ kind: 'samples', samples }, ...troubles];
}

type Reset = Difference['reset'];

function enter(
  asked: string,
  known: AnswerLedger | undefined,
  added: Difference | null,
  [fromMs, toMs]: readonly [fromMs: number, toMs: number],
): { readonly ledger: AnswerLedger; readonly reset: Reset } {
  const { reset } = added ?? nothingAdded;
  const ledger = known?.asked === asked && !anyOf(reset) ? known : new AnswerLedger(asked);
  ledger.advance(added ?? nothingAdded, fromMs, toMs);
  return { ledger, reset };
}

const nothingAdded: Difference = {
  added: emptyCounts(),
  reset: { answers: false, times: false, statuses: false },
};

function anyOf(reset: Reset): boolean {
  return reset.answers || reset.times || reset.statuses;
}

function concerns(reset: Reset, sli: CountedSli): boolean {
  if (sli.kind === 'latency') return reset.answers || reset.times;
  return sli.protocol === 'grpc' ? reset.answers || reset.statuses : reset.answers;
}

/** A proxy whose bootstrap has no such bound, or no histograms at all, can't say what was slow. */
function blindness(sli: CountedSli, bounds: BoundIndexes | null, hasAnswers: boolean): string | null {
  if (sli.kind !== 'latency') return null;
  const bound = bounds?.[latencyThresholdsMs.indexOf(sli.thresholdMs)];
  if (bounds === null ? !hasAnswers : bound !== -1) return null;
  return `its bootstrap counts no answers faster than ${sli.thresholdMs} ms: write it anew`;
}

function sum(told: readonly Told[]): Told {
  return told.reduce((all, { good, total }) => ({ good: all.good + good, total: all.total + total }), nothingTold);
}
