/** What `/metrics` says of walks. A settled target has no series: how many there are follows what is under way. */

import { gauge, sample, type Family, type MetricSample } from './metric-family.ts';
import type { ItemStatus, RunningStatus, Tests, WalkStatus } from './status-facts.ts';

/** So many walks have series of their own; the others are counted. */
const mostWalks = 1_000;
const mostItems = 20;
const whole = 1_000_000;
const phases = ['Progressing', 'Held', 'Rejected'] as const;

/** A thousand walks are some 20,000 lines: each family is made when it is asked for. */
export function* walkFamilies({ walks: all }: RunningStatus): Generator<Family> {
  const walks = all.slice(0, mostWalks).map((walk) => ({ ...walk, items: walk.items.slice(0, mostItems) }));
  yield gauge(
    'sluice_walks',
    'Walks under way by phase.',
    phases.map((phase) => ({ labels: { phase }, value: all.filter((walk) => walk.phase === phase).length })),
  );
  yield gauge('sluice_walks_without_series', 'Walks beyond those that have series of their own.', [
    sample(all.length - walks.length),
  ]);
  yield gauge(
    'sluice_walk_weight',
    'Share of the traffic that the canary gets, from 0 to 1.',
    perWalk(walks, weightOf),
  );
  yield gauge('sluice_walk_phase', '1 for the phase that the walk is in.', walks.flatMap(phaseSamples));
  yield gauge(
    'sluice_walk_reason',
    'Why the walk is held or rejected, or what it waits for.',
    walks.filter(({ reason }) => reason !== '').map((walk) => reasonSample(walk)),
  );
  yield gauge(
    'sluice_walk_attempt',
    'Which try of the same end it is.',
    perWalk(walks, ({ attempt }) => attempt.n),
  );
  yield gauge(
    'sluice_walk_requests',
    'Requests of the present step by side and result; they begin anew with each step.',
    walks.flatMap((walk) => walk.items.flatMap((item) => requestSamples(walk, item))),
  );
  yield gauge(
    'sluice_walk_test_log',
    'ln of the factor by which a test speaks.',
    testSamples(walks, ({ tests }) => tests),
  );
  yield gauge(
    'sluice_walk_test_needed_log',
    'ln of the factor that a test needs to decide.',
    testSamples(walks, ({ needed }) => needed),
  );
  yield gauge(
    'sluice_walk_value',
    'The last value that was read for an SLI that is one number.',
    walks.flatMap((walk) =>
      walk.items.flatMap(({ sli, value }) => (value === null ? [] : [{ labels: { ...nameOf(walk), sli }, value }])),
    ),
  );
  yield gauge(
    'sluice_walk_odd_proxies',
    'Proxies whose counts have no say.',
    perWalk(walks, ({ odd }) => odd.length),
  );
}

/** All of T: two kinds may have one name, and two series of the same labels would spoil the whole scrape. */
function nameOf({ target }: WalkStatus): { readonly target: string } {
  return { target };
}

function perWalk(walks: readonly WalkStatus[], value: (walk: WalkStatus) => number): readonly MetricSample[] {
  return walks.map((walk) => ({ labels: nameOf(walk), value: value(walk) }));
}

function weightOf({ weight }: WalkStatus): number {
  return weight / whole;
}

function phaseSamples(walk: WalkStatus): readonly MetricSample[] {
  return phases.map((phase) => ({ labels: { ...nameOf(walk), phase }, value: Number(walk.phase === phase) }));
}

function reasonSample(walk: WalkStatus): MetricSample {
  return { labels: { ...nameOf(walk), phase: walk.phase, reason: walk.reason }, value: 1 };
}

function requestSamples(walk: WalkStatus, item: ItemStatus): readonly MetricSample[] {
  return (['canary', 'stable'] as const).flatMap((side) => {
    const { good, total } = item[side];
    const labels = { ...nameOf(walk), sli: item.sli, side };
    return [
      { labels: { ...labels, result: 'good' }, value: good },
      { labels: { ...labels, result: 'bad' }, value: total - good },
    ];
  });
}

function testSamples(walks: readonly WalkStatus[], of: (item: ItemStatus) => Tests): readonly MetricSample[] {
  return walks.flatMap((walk) =>
    walk.items.flatMap((item) =>
      (['e1', 'e2', 'f'] as const).flatMap((test) => {
        const value = of(item)[test];
        return value === null ? [] : [{ labels: { ...nameOf(walk), sli: item.sli, test }, value }];
      }),
    ),
  );
}
