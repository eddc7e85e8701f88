/** Many bad canaries behind two Envoys: how long each was seen after its first bad answer, with the slow ones counted. */

import { startLoad, clockMs, type RequestRecord } from '../../reconciler/demo/load.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { startStage, type Stage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

export interface Quantiles {
  readonly ratePerSecond: number;
  readonly runs: number;
  /** First bad answer → last answer of the canary through any Envoy, in ms. */
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** All of them, sorted. */
  readonly lastedMs: readonly number[];
  /** Requests that no version answered. */
  readonly dropped: number;
}

const canaryName = 'v2';
/** So long without an answer of the canary, and it is at zero everywhere. */
const silenceMs = 500;

/** A canary at 5 % that answers 500 half of the time, again and again; the rate is that of all proxies together. */
export async function takeBackMany(runs: number, ratePerSecond: number): Promise<Quantiles> {
  const stage = await startStage({
    remote: 'http',
    versions: ['v1', canaryName],
    files: (versions) =>
      stageFiles(versions, { v1: 100, [canaryName]: 0 }, { steps: [5, 50, 90], hold: '60s', max: 1, tolerate: 2 }),
  });
  try {
    const second = await stage.addEnvoy('edge-2', {});
    const seen = new Sightings();
    const loads = [stage.port, second.listen].map((port) =>
      startLoad({
        port,
        host,
        ratePerSecond: ratePerSecond / 2,
        signal: stage.signal,
        keepRecords: false,
        onRecord: (record) => seen.note(record),
      }),
    );
    stage.backend(canaryName).setFailingShare(0.5);
    const lastedMs: number[] = [];
    for (let run = 0; run < runs; run += 1) lastedMs.push(await takeBack(stage, seen, run === 0));
    await Promise.all(loads.map((load) => load.stop()));
    const sorted = lastedMs.map(Math.round).toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
    const figures = { p50: at(0.5), p99: at(0.99), slowest: at(1), lastedMs: sorted };
    return { ratePerSecond, runs, ...figures, dropped: seen.dropped };
  } finally {
    await stage.close();
  }
}

async function takeBack(stage: Stage, seen: Sightings, isFirst: boolean): Promise<number> {
  seen.forget();
  const lowered = stage.reconciler.next('lower the canary', ({ event }) => event === 'rollout.lower', 90_000);
  if (isFirst) await stage.push({ [routeFile]: routeText({ v1: 0, [canaryName]: 100 }) });
  else await stage.sluice('retry', 'shop/checkout#primary');
  await lowered;
  const lasted = await poll('silence of the canary', () => seen.lastedMs(), { deadlineMs: 20_000 });
  await stage.untilStatus('push of the lowering', (status) => {
    const remote: unknown = 'remote' in status ? status['remote'] : null;
    const live = typeof remote === 'object' && remote !== null && 'live' in remote ? remote.live : null;
    return live === status.commit;
  });
  return lasted;
}

/** What the clients saw of the canary since the last `forget`. */
class Sightings {
  dropped = 0;
  #firstBadAt: number | null = null;
  #lastAt: number | null = null;

  note(record: RequestRecord): void {
    if (record.backend === null) this.dropped += 1;
    if (record.backend !== canaryName) return;
    this.#lastAt = record.endedAt;
    if (record.status === 500) this.#firstBadAt ??= record.endedAt;
  }

  forget(): void {
    this.#firstBadAt = null;
    this.#lastAt = null;
  }

  /** Null while the canary answered lately. */
  lastedMs(): number | null {
    if (this.#firstBadAt === null || this.#lastAt === null) return null;
    return clockMs() - this.#lastAt > silenceMs ? this.#lastAt - this.#firstBadAt : null;
  }
}
