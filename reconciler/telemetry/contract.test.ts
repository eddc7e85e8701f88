// What every source of samples promises. A new source is a line in the table of sources and a driver here.

import { describe, expect, test } from 'vitest';
import { count, deliver, exportBytes, otlpProxy } from '../../test/support/otlp-proxy.ts';
import type { Reading, Sample } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Watch } from '../rollout/watch.ts';
import { createOtlpReceiver } from './otlp.ts';
import { sources } from './sources.ts';
import type { Source, SourceName } from './sources.ts';

/** Makes a source see what a proxy does. Time passes only when it is told to. */
interface Driver {
  readonly source: Source;
  /** Answers of a cluster, good and bad, seen by the proxy that is named. */
  answers(proxy: string, cluster: string, good: number, bad: number): void;
  /** 250 ms pass, and the named proxies report. */
  report(...proxies: readonly string[]): void;
  /** The proxy's process is replaced by a new one. */
  restart(proxy: string): void;
  /** The source gets something that it can't understand. */
  garbage(proxy: string): void;
}

const drivers: Readonly<Record<SourceName, () => Driver>> = {
  otlp: () => {
    let nowMs = 1_700_000_000_000;
    const receiver = createOtlpReceiver({ clock: { now: () => nowMs, monotonic: () => nowMs } });
    const proxies = new Map<string, ReturnType<typeof otlpProxy>>();
    const proxyOf = (name: string): ReturnType<typeof otlpProxy> => {
      const known = proxies.get(name) ?? otlpProxy(name, nowMs);
      proxies.set(name, known);
      return known;
    };
    return {
      source: receiver,
      answers: (proxy, cluster, good, bad) => {
        if (good > 0) count(proxyOf(proxy), cluster, 2, good);
        if (bad > 0) count(proxyOf(proxy), cluster, 5, bad);
      },
      report: (...names) => {
        nowMs += 250;
        for (const name of names) deliver(receiver, exportBytes(proxyOf(name), nowMs), name);
      },
      restart: (proxy) => {
        nowMs += 10;
        proxies.delete(proxy);
      },
      garbage: (proxy) => deliver(receiver, Uint8Array.from([255, 255, 255, 255]), proxy),
    };
  },
};

const watch: Watch = {
  ...nothingWatched,
  clusters: new Map([
    ['v2', { target: 'T', destinationKey: 'v2', side: 'canary' }],
    ['v3', { target: 'T', destinationKey: 'v3', side: 'canary' }],
    ['v1', { target: 'T', destinationKey: 'v1', side: 'stable' }],
    ['other', { target: 'U', destinationKey: 'other', side: 'canary' }],
  ]),
};

test('every source of the table has a driver', () => {
  expect(Object.keys(drivers).sort()).toEqual(Object.keys(sources).sort());
  expect(Object.keys(sources)).not.toHaveLength(0);
});

describe.each(Object.entries(drivers))('%s', (name, open) => {
  function opened(): Driver {
    const driver = open();
    driver.source.watch(watch);
    // Every process has counted something once; what is in no attribution speaks for no walk.
    driver.answers('edge', 'unwatched', 1, 0);
    driver.report('edge');
    driver.source.take();
    return driver;
  }

  test('tells each answer once, to its walk and its side', () => {
    const driver = opened();
    driver.answers('edge', 'v2', 7, 3);
    driver.answers('edge', 'v3', 1, 0);
    driver.answers('edge', 'v1', 90, 1);
    driver.report('edge');
    driver.report('edge');

    const samples = samplesOf(driver.source.take());
    expect(sumOf(samples, 'T', 'canary')).toEqual({ good: 8, total: 11 });
    expect(sumOf(samples, 'T', 'stable')).toEqual({ good: 90, total: 91 });
    expect(sumOf(samples, 'U', 'canary')).toEqual({ good: 0, total: 0 });
    expect(samples.every((sample) => sample.source === name && sample.proxy === 'edge')).toBe(true);
    expect(samplesOf(driver.source.take())).toEqual([]);
  });

  test('says no request where there was none, on both sides of one span', () => {
    const driver = opened();
    driver.answers('edge', 'v1', 5, 0);
    driver.report('edge');

    const samples = samplesOf(driver.source.take());
    const [canary, stable] = ['canary', 'stable'].map((side) =>
      samples.find((sample) => sample.target === 'T' && sample.side === side),
    );
    expect(canary).toMatchObject({ good: 0, total: 0, fromMs: stable?.fromMs, toMs: stable?.toMs });
    expect(stable).toMatchObject({ good: 5, total: 5 });
  });

  test('lets spans follow on one another, and not over a restart', () => {
    const driver = opened();
    for (let i = 0; i < 3; i++) driver.report('edge');
    driver.restart('edge');
    driver.answers('edge', 'v1', 5, 0);
    driver.report('edge');
    driver.report('edge');

    const spans = samplesOf(driver.source.take()).filter((each) => each.target === 'T' && each.side === 'stable');
    const gaps = spans.slice(1).map((span, i) => span.fromMs - (spans[i]?.toMs ?? NaN));
    expect(gaps.slice(0, 2)).toEqual([0, 0]);
    expect(gaps[2]).not.toBe(0);
    expect(gaps[3]).toBe(0);
    expect(sumOf(spans, 'T', 'stable')).toEqual({ good: 5, total: 5 });
  });

  test('keeps proxies apart', () => {
    const driver = opened();
    driver.answers('east', 'v1', 1, 0);
    driver.answers('edge', 'v1', 10, 0);
    driver.report('east', 'edge');

    const totals = samplesOf(driver.source.take()).filter((each) => each.target === 'T' && each.side === 'stable');
    expect(totals.map((each) => [each.proxy, each.total])).toEqual([
      ['east', 1],
      ['edge', 10],
    ]);
    expect(driver.source.proxies()).toEqual(['east', 'edge']);
  });

  test('names a proxy that is silent, and says nothing else for it', () => {
    const driver = opened();
    driver.answers('east', 'v1', 1, 0);
    driver.report('east', 'edge');
    driver.source.take();
    for (let i = 0; i < 9; i++) driver.report('edge');

    const readings = driver.source.take();
    expect(readings).toContainEqual({ kind: 'no-data', proxy: 'east', reason: expect.any(String) });
    expect(samplesOf(readings).every((sample) => sample.proxy === 'edge')).toBe(true);
    driver.report('east');
    expect(driver.source.take().map((reading) => reading.kind)).toEqual(['samples']);
  });

  test('makes a reading of what it cannot understand, and goes on', () => {
    const driver = opened();
    driver.garbage('edge');
    expect(driver.source.take()).toEqual([{ kind: 'error', proxy: 'edge', reason: expect.any(String) }]);
    driver.answers('edge', 'v1', 4, 0);
    driver.report('edge');
    expect(sumOf(samplesOf(driver.source.take()), 'T', 'stable')).toEqual({ good: 4, total: 4 });
  });

  test('tells answers to another walk once they are attributed to it, without those of before', () => {
    const driver = opened();
    driver.answers('edge', 'late', 50, 0);
    driver.report('edge');
    driver.source.watch({
      ...nothingWatched,
      clusters: new Map([['late', { target: 'V', destinationKey: 'late', side: 'stable' }]]),
    });
    driver.answers('edge', 'late', 2, 0);
    driver.report('edge');

    const samples = samplesOf(driver.source.take());
    expect(sumOf(samples, 'V', 'stable')).toEqual({ good: 2, total: 2 });
  });
});

function samplesOf(readings: readonly Reading[]): readonly Sample[] {
  return readings.flatMap((reading) => (reading.kind === 'samples' ? reading.samples : []));
}

function sumOf(samples: readonly Sample[], target: string, side: string): { good: number; total: number } {
  return samples
    .filter((sample) => sample.target === target && sample.side === side)
    .reduce((sum, sample) => ({ good: sum.good + sample.good, total: sum.total + sample.total }), {
      good: 0,
      total: 0,
    });
}
