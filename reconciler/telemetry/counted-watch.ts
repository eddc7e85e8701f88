/** What a flush of a proxy tells of each walk: its SLIs that proxies count, on both sides. */

import type { CountedSli } from '../../policies/evidence.ts';
import { latencyThresholdsMs } from '../../policies/evidence.ts';
import type { Reading, Sample, Side } from '../rollout/sample.ts';
import type { Watch } from '../rollout/watch.ts';
import { AnswerLedger } from './answer-ledger.ts';
import type { Entered, Told } from './answer-ledger.ts';
import { difference } from './flush-difference.ts';
import type { Difference } from './flush-difference.ts';
import type { EnvoyProcess } from './envoy-processes.ts';
import { emptyCounts } from './series.ts';
import type { BoundIndexes, Counts } from './series.ts';

const source = 'otlp';

/** What proxies are to count. */
export interface CountedWatch {
  readonly subjects: readonly Subject[];
  /** By cluster name: the SLIs that it is asked for, as text. */
  readonly asked: ReadonlyMap<string, string>;
}

/** A walk, or the budget of a service. */
interface Subject {
  /** T, or the budget's name. */
  readonly target: string;
  readonly slis: readonly { readonly key: string; readonly sli: CountedSli }[];
  readonly sides: readonly Side[];
  readonly clusters: readonly { readonly name: string; readonly side: Side }[];
}

/** What a watch has for proxies to count. */
export function countedWatch({ clusters, walks, budgets }: Watch): CountedWatch {
  const named = [...clusters].map(([name, { target, side }]) => ({ name, target, side }));
  const byTarget = Map.groupBy(named, ({ target }) => target);
  const walked = [...walks].map(([target, { slis }]): Subject => {
    const counted = slis.flatMap(({ key, sli }) =>
      sli.kind === 'errors' || sli.kind === 'latency' ? [{ key, sli }] : [],
    );
    return { target, slis: counted, sides: ['canary', 'stable'], clusters: byTarget.get(target) ?? [] };
  });
  const budgeted = [...budgets].map(([target, budget]): Subject => {
    const { sli } = budget;
    // A latency or a gRPC status is only counted where a walk is.
    const telling = budget.clusters.filter((name) => isHttp(sli) || name.includes('/for/'));
    const own = telling.map((name) => ({ name, side: 'stable' as const }));
    return { target, slis: [{ key: target, sli }], sides: ['stable'], clusters: own };
  });
  const subjects = [...walked, ...budgeted].filter(({ slis }) => slis.length > 0);
  return { subjects, asked: askedOf(subjects) };
}

function isHttp(sli: CountedSli): boolean {
  return sli.kind === 'errors' && sli.protocol === 'http';
}

function askedOf(subjects: readonly Subject[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>();
  for (const { slis, clusters } of subjects) {
    const text = slis.map(({ sli }) => JSON.stringify(sli)).join();
    for (const { name } of clusters) asked.set(name, `${asked.get(name) ?? ''} ${text}`);
  }
  return asked;
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
export function readingsOf(process: EnvoyProcess, before: Before, watch: CountedWatch): readonly Reading[] {
  const entered = enterAll(process, before, watch.asked);
  process.ledgers = entered;
  const samples: Sample[] = [];
  const troubles: Reading[] = [];
  for (const { target, slis, sides, clusters } of watch.subjects) {
    const own = knownOf(clusters, entered);
    for (const { key, sli } of slis) {
      const reason = blindness(sli, process.bounds, own.length > 0);
      if (reason !== null) {
        const about = { target, sli: key, name: 'source-unknown' } as const;
        // Nothing waits for a budget.
        if (sides.includes('canary')) troubles.push({ kind: 'error', proxy: process.name, reason, about });
        continue;
      }
      const toMs = process.timeMs;
      const fromMs = own.some(({ known }) => concerns(known.reset, sli)) ? toMs : before.timeMs;
      for (const side of sides) {
        const { good, total } = toldOf(own, side, sli);
        samples.push({ source, proxy: process.name, target, sli: key, side, fromMs, toMs, good, total });
      }
    }
  }
  return [{ kind: 'samples', samples }, ...troubles];
}

interface Known {
  readonly side: Side;
  readonly known: Entered;
}

/** Of each flush and each walk: loops, since what they would leave behind is most of the garbage of a large mesh. */
function knownOf(clusters: Subject['clusters'], entered: ReadonlyMap<string, Entered>): readonly Known[] {
  const own: Known[] = [];
  for (const { name, side } of clusters) {
    const known = entered.get(name);
    if (known !== undefined) own.push({ side, known });
  }
  return own;
}

function toldOf(own: readonly Known[], wanted: Side, sli: CountedSli): Told {
  let [good, total] = [0, 0];
  for (const { side, known } of own) {
    if (side !== wanted) continue;
    const told = known.ledger.tell(sli);
    good += told.good;
    total += told.total;
  }
  return { good, total };
}

/** Takes the flush up in the ledger of each cluster that somebody asks for, once. */
function enterAll(
  process: EnvoyProcess,
  before: Before,
  asked: ReadonlyMap<string, string>,
): ReadonlyMap<string, Entered> {
  const entered = new Map<string, Entered>();
  for (const [name, slis] of asked) {
    const added = difference(before.clusters.get(name), process.clusters.get(name));
    const known = process.ledgers.get(name)?.ledger;
    if (added === null && known === undefined) continue;
    const { reset } = added ?? nothingAdded;
    const ledger = known?.asked === slis && !anyOf(reset) ? known : new AnswerLedger(slis);
    ledger.advance(added ?? nothingAdded, before.timeMs, process.timeMs);
    entered.set(name, { ledger, reset });
  }
  return entered;
}

type Reset = Difference['reset'];

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
