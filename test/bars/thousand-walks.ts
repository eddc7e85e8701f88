/** A thousand live walks in one reconciler process: how late it looks at them, what it costs, and whether it grows. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { demoTools } from '../../reconciler/commands/demo-tools.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';
import { ReconcilerProcess } from '../../reconciler/demo/reconciler-process.ts';
import { poll } from '../../reconciler/demo/waiting.ts';
import { routeFile } from '../bench/many-routes.ts';
import { TestGit, temporaryFolder } from '../support/git-repository.ts';
import { MainBranch } from '../support/main-branch.ts';

const walks = 1_000;

export interface ThousandWalks {
  readonly minutes: number;
  readonly ticks: number;
  /** Ticks more than 100 ms after their time. */
  readonly lateTicks: number;
  /** Those of them in whose five seconds a process that does nothing was late by 50 ms as well: the machine stood still. */
  readonly lateTicksInStalls: number;
  readonly stalls: number;
  readonly worstStallMs: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly mostResidentMb: number;
  /** Of the process that accepted all these walks in one commit, at the end of its first minute. */
  readonly acceptedInMb: number;
  /** Of the heap, and of all memory, by least squares over the time after the first sixth. */
  readonly growthMbAMinute: number;
  readonly residentGrowthMbAMinute: number;
  /** Walks at their first step at the end. */
  readonly walking: number;
}

/** Begins all walks in one commit, and watches them for so long. */
export async function watchThousand(minutes: number): Promise<ThousandWalks> {
  const { path, remove } = await temporaryFolder();
  const ending = new AbortController();
  const bare = await TestGit.initBare(join(path, 'mesh.git'));
  const main = new MainBranch(bare, files(0));
  await main.push({});
  const [xdsPort, httpPort, listen] = [await freePort(), await freePort(), await freePort()];
  const reconciler = new ReconcilerProcess({
    sluice: demoTools().sluice,
    repo: bare.dir,
    stateDir: join(path, 'state'),
    xdsPort,
    httpPort,
    interval: '1s',
    onEvent: () => undefined,
    signal: ending.signal,
  });
  try {
    const adopted = reconciler.next('adopt main', ({ event }) => event === 'live.adopted', 60_000);
    reconciler.start();
    await adopted;
    const proxyOf = async (): Promise<ChildProcess> => {
      const addresses = [`127.0.0.1:${xdsPort}`, `127.0.0.1:${listen}`];
      const proxy = fork(join(import.meta.dirname, 'thousand-walks-proxy.ts'), addresses);
      await once(proxy, 'message');
      return proxy;
    };
    const read = (): Promise<Reading> => readMetrics(httpPort);
    const raised = async (): Promise<Reading | null> => {
      const reading = await read().catch(() => null);
      return reading?.walking === walks ? reading : null;
    };
    let proxy = await proxyOf();
    try {
      const accepted = reconciler.next('accept', ({ event }) => event === 'commit.accepted', 120_000);
      await main.push(files(100));
      await accepted;
      await poll('a thousand raises', raised, { deadlineMs: 180_000 });
      await new Promise((resolve) => setTimeout(resolve, 60_000));
      const accepting = await read();
      // What judged a thousand files at once keeps some of what that took; a process that takes them up doesn't.
      await reconciler.kill();
      proxy.kill('SIGKILL');
      reconciler.start();
      await poll('a thousand walks taken up', raised, { deadlineMs: 60_000 });
      proxy = await proxyOf();
      return { ...(await watch(read, minutes)), acceptedInMb: accepting.residentMb };
    } finally {
      proxy.kill('SIGKILL');
    }
  } finally {
    await reconciler.stop();
    ending.abort();
    await remove();
  }
}

interface Reading {
  readonly atMs: number;
  readonly ticks: number;
  readonly lateTicks: number;
  readonly cpuSeconds: number;
  readonly residentMb: number;
  readonly heapMb: number;
  readonly walking: number;
}

interface Stall {
  readonly worstMs: number;
  readonly stalled: boolean;
}

/** The machine itself, watched beside. */
function startIdleClock(): { readonly ask: () => Promise<Stall>; readonly end: () => void } {
  const clock = fork(join(import.meta.dirname, 'idle-clock.ts'));
  const ask = async (): Promise<Stall> => {
    const answer = once(clock, 'message');
    clock.send('ask');
    // `idle-clock.ts` sends just that.
    return (await answer)[0] as Stall;
  };
  return { ask, end: () => void clock.kill('SIGKILL') };
}

async function watch(read: () => Promise<Reading>, minutes: number): Promise<Omit<ThousandWalks, 'acceptedInMb'>> {
  const clock = startIdleClock();
  try {
    await clock.ask();
    return await watchBeside(clock.ask, read, minutes);
  } finally {
    clock.end();
  }
}

async function watchBeside(
  stall: () => Promise<Stall>,
  read: () => Promise<Reading>,
  minutes: number,
): Promise<Omit<ThousandWalks, 'acceptedInMb'>> {
  const readings = [await read()];
  const stalls: Stall[] = [];
  let lateTicksInStalls = 0;
  const [first] = readings;
  const endAt = performance.now() + minutes * 60_000;
  while (performance.now() < endAt) {
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    const [before, now, machine] = [readings.at(-1), await read(), await stall()];
    readings.push(now);
    if (!machine.stalled) continue;
    stalls.push(machine);
    lateTicksInStalls += now.lateTicks - (before?.lateTicks ?? 0);
  }
  const last = readings.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing was read');
  const settled = readings.filter(({ atMs }) => atMs - first.atMs >= (minutes * 60_000) / 6);
  return {
    minutes,
    ticks: last.ticks - first.ticks,
    lateTicks: last.lateTicks - first.lateTicks,
    lateTicksInStalls,
    stalls: stalls.length,
    worstStallMs: Math.max(0, ...stalls.map(({ worstMs }) => worstMs)),
    cpuShare: (last.cpuSeconds - first.cpuSeconds) / ((last.atMs - first.atMs) / 1_000),
    mostResidentMb: Math.max(...readings.map(({ residentMb }) => residentMb)),
    growthMbAMinute: slopeOf(settled.map(({ atMs, heapMb }) => [atMs / 60_000, heapMb] as const)),
    residentGrowthMbAMinute: slopeOf(settled.map(({ atMs, residentMb }) => [atMs / 60_000, residentMb] as const)),
    walking: last.walking,
  };
}

async function readMetrics(port: number): Promise<Reading> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const value = (name: string): number => Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
  return {
    atMs: performance.now(),
    ticks: value('sluice_ticks_total'),
    lateTicks: value('sluice_late_ticks_total'),
    cpuSeconds: value('process_cpu_seconds_total'),
    residentMb: value('process_resident_memory_bytes') / 2 ** 20,
    heapMb: value('nodejs_heap_size_used_bytes') / 2 ** 20,
    walking: text.match(/^sluice_walk_weight\{.*\} (?!0$)/gm)?.length ?? 0,
  };
}

/** By least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0) / spread;
}

function files(v2: number): Readonly<Record<string, string>> {
  const named = Array.from({ length: walks }, (_, index) => [
    `routes/s${index}.yaml`,
    `${routeFile(index, v2)}---\n${rollout(index)}`,
  ]);
  return Object.fromEntries(named);
}

function rollout(index: number): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Rollout
metadata: {name: s${index}, namespace: shop}
spec:
  target: {kind: VirtualService, name: s${index}}
  steps: [{weight: 5%, hold: 24h}, {weight: 100%}]
  evidence:
  - {sli: errors, max: 1%}
  - {sli: latency, threshold: 300ms, max: 1%}
  deadline: 48h
`;
}
