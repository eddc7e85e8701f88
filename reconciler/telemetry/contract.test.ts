// What every source of samples promises. A new source is a line in the table of sources and a driver here.

import { afterEach, describe, expect, test } from 'vitest';
import { count, deliver, exportBytes, otlpProxy } from '../../test/support/otlp-proxy.ts';
import { PulledScene } from '../../test/support/pulled-scene.ts';
import type { PulledKind } from '../../test/support/pulled-scene.ts';
import type { Reading, Sample } from '../rollout/sample.ts';
import { nothingWatched } from '../rollout/watch.ts';
import type { Attributed } from '../rollout/watch.ts';
import { createOtlpReceiver } from './otlp.ts';
import { sources } from './sources.ts';
import type { Source, SourceName } from './sources.ts';

/** Makes a source see what a proxy does. Time passes only when it is told to. */
interface Driver {
  readonly source: Source;
  /** Whose counts are whose, and a walk for each target that is judged by all that this source counts. */
  watch(clusters: ReadonlyMap<string, Attributed>): Promise<void>;
  /** Answers of a cluster, good and bad, seen by the proxy that is named. */
  answers(proxy: string, cluster: string, good: number, bad: number): void;
  /** Some time passes, and the named proxies report. */
  report(...proxies: readonly string[]): Promise<void>;
  /** The proxy's process is replaced by a new one. */
  restart(proxy: string): void;
  /** The source gets something that it can't understand. */
  garbage(proxy: string): Promise<void>;
  close(): Promise<void>;
}

const drivers: Readonly<Record<SourceName, () => Promise<Driver>>> = {
  otlp: async () => {
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
      watch: async (clusters) => {
        const slis = [{ key: 'errors', sli: { kind: 'errors', protocol: 'http' } }] as const;
        const walks = [...clusters.values()].map(
          ({ target }) => [target, { namespace: 's', name: 'c', slis }] as const,
        );
        receiver.watch({ ...nothingWatched, clusters, walks: new Map(walks) });
      },
      answers: (proxy, cluster, good, bad) => {
        if (good > 0) count(proxyOf(proxy), cluster, 2, good);
        if (bad > 0) count(proxyOf(proxy), cluster, 5, bad);
      },
      report: async (...names) => {
        nowMs += 250;
        for (const name of names) deliver(receiver, exportBytes(proxyOf(name), nowMs), name);
      },
      restart: (proxy) => {
        nowMs += 10;
        proxies.delete(proxy);
      },
      garbage: async (proxy) => {
        deliver(receiver, Uint8Array.from([255, 255, 255, 255]), proxy);
      },
      close: async () => undefined,
    };
  },
  prometheus: () => pulled('prometheus'),
  web: () => pulled('web'),
};

async function pulled(kind: PulledKind): Promise<Driver> {
  const scene = await PulledScene.open(kind);
  return {
    source: scene.source,
    watch: async (clusters) => {
      await scene.watch(clusters);
    },
    answers: (proxy, cluster, good, bad) => scene.proxy(proxy).count(cluster, good, bad),
    report: (...names) => scene.report(...names),
    restart: (proxy) => scene.proxy(proxy).live.clear(),
    garbage: async (proxy) => {
      scene.proxy(proxy).broken = true;
      await scene.report();
      scene.proxy(proxy).broken = false;
    },
    close: () => scene.close(),
  };
}

const clusters: ReadonlyMap<string, Attributed> = new Map([
  ['v2', { target: 'T', destinationKey: 'v2', side: 'canary' }],
  ['v3', { target: 'T', destinationKey: 'v3', side: 'canary' }],
  ['v1', { target: 'T', destinationKey: 'v1', side: 'stable' }],
  ['other', { target: 'U', destinationKey: 'other', side: 'canary' }],
]);

const opened: Driver[] = [];
afterEach(async () => {
  for (const driver of opened.splice(0)) await driver.close();
});

test('every source of the table has a driver', () => {
  expect(Object.keys(drivers).sort()).toEqual(Object.keys(sources).sort());
  expect(Object.keys(sources)).not.toHaveLength(0);
});

describe.each(Object.entries(drivers))('%s', (name, open) => {
  async function watching(): Promise<Driver> {
    const driver = await open();
    opened.push(driver);
    // Every process has counted something once; what is in no attribution speaks for no walk.
    driver.answers('edge', 'unwatched', 1, 0);
    await driver.watch(clusters);
    await driver.report('edge');
    driver.source.take();
    return driver;
  }

  test('tells each answer once, to its walk and its side', async () => {
    const driver = await watching();
    driver.answers('edge', 'v2', 7, 3);
    driver.answers('edge', 'v3', 1, 0);
    driver.answers('edge', 'v1', 90, 1);
    await driver.report('edge');
    await driver.report('edge');

    const samples = samplesOf(driver.source.take());
    expect(sumOf(samples, 'T', 'canary')).toEqual({ good: 8, total: 11 });
    expect(sumOf(samples, 'T', 'stable')).toEqual({ good: 90, total: 91 });
    expect(sumOf(samples, 'U', 'canary')).toEqual({ good: 0, total: 0 });
    expect(samples.every((sample) => sample.source === name && sample.proxy === 'edge')).toBe(true);
    expect(samplesOf(driver.source.take())).toEqual([]);
  });

  test('says no request where there was none, on both sides of one span', async () => {
    const driver = await watching();
    driver.answers('edge', 'v1', 5, 0);
    await driver.report('edge');

    const samples = samplesOf(driver.source.take());
    const [canary, stable] = ['canary', 'stable'].map((side) =>
      samples.find((sample) => sample.target === 'T' && sample.side === side),
    );
    expect(canary).toMatchObject({ good: 0, total: 0, fromMs: stable?.fromMs, toMs: stable?.toMs });
    expect(stable).toMatchObject({ good: 5, total: 5 });
  });

  test('lets spans follow on one another, and not over a restart', async () => {
    const driver = await watching();
    driver.answers('edge', 'v1', 100, 0);
    for (let i = 0; i < 3; i++) await driver.report('edge');
    driver.restart('edge');
    driver.answers('edge', 'v1', 5, 0);
    await driver.report('edge');
    driver.answers('edge', 'v1', 7, 0);
    await driver.report('edge');

    const spans = samplesOf(driver.source.take()).filter((each) => each.target === 'T' && each.side === 'stable');
    const gaps = spans.slice(1).map((span, i) => span.fromMs - (spans[i]?.toMs ?? NaN));
    expect(gaps.slice(0, 2)).toEqual([0, 0]);
    expect(gaps[2]).not.toBe(0);
    expect(gaps[3]).toBe(0);
    // What the new process counted before it was met may be told or be lost; nothing is told twice.
    expect([100, 0, 0]).toEqual(spans.slice(0, 3).map((span) => span.total));
    expect([0, 5]).toContain(spans[3]?.total);
    expect(spans[4]).toMatchObject({ good: 7, total: 7 });
  });

  test('keeps proxies apart', async () => {
    const driver = await watching();
    driver.answers('east', 'v1', 1, 0);
    driver.answers('edge', 'v1', 10, 0);
    await driver.report('east', 'edge');

    const totals = samplesOf(driver.source.take()).filter((each) => each.target === 'T' && each.side === 'stable');
    expect(Object.fromEntries(totals.map((each) => [each.proxy, each.total]))).toEqual({ east: 1, edge: 10 });
    expect(driver.source.proxies()).toEqual(['east', 'edge']);
  });

  test('names a proxy that is silent, and says nothing else for it', async () => {
    const driver = await watching();
    driver.answers('east', 'v1', 1, 0);
    await driver.report('east', 'edge');
    driver.source.take();
    for (let i = 0; i < 9; i++) await driver.report('edge');

    const readings = driver.source.take();
    expect(readings).toContainEqual(
      expect.objectContaining({ kind: 'no-data', proxy: 'east', reason: expect.any(String) }),
    );
    expect(samplesOf(readings).every((sample) => sample.proxy === 'edge')).toBe(true);
    await driver.report('east');
    const kinds = new Set(driver.source.take().map((reading) => reading.kind));
    expect(kinds).toEqual(new Set(['samples']));
  });

  test('makes a reading of what it cannot understand, and goes on', async () => {
    const driver = await watching();
    await driver.garbage('edge');
    const readings = driver.source.take();
    expect(readings).not.toHaveLength(0);
    for (const reading of readings) {
      expect(reading).toMatchObject({ kind: 'error', proxy: 'edge', reason: expect.any(String) });
    }
    driver.answers('edge', 'v1', 4, 0);
    await driver.report('edge');
    expect(sumOf(samplesOf(driver.source.take()), 'T', 'stable')).toEqual({ good: 4, total: 4 });
  });

  test('tells answers to another walk once they are attributed to it, without those of before', async () => {
    const driver = await watching();
    driver.answers('edge', 'late', 50, 0);
    await driver.report('edge');
    await driver.watch(
      new Map([
        ['late', { target: 'V', destinationKey: 'late', side: 'stable' }],
        ['new', { target: 'V', destinationKey: 'new', side: 'canary' }],
      ]),
    );
    driver.answers('edge', 'late', 2, 0);
    await driver.report('edge');

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
