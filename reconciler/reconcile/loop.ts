/** When again: ticks while something walks, a pass with the remote when one is due, one of each at a time. */

import { advance } from './advance.ts';
import { commitLocally, rejoin } from './lower.ts';
import { createMemory, type Memory, type Options } from './memory.ts';
import { readHead } from './head.ts';
import type { Ports } from './ports.ts';
import { hasSharedNack } from './refuse.ts';
import { tick } from './tick.ts';

/** Proxies flush each 250 ms; this adds little to that. */
const tickMs = 50;
const lateAfterMs = 100;
/** Between polls while a walk is unsettled, or after the remote did not answer. */
const busyPollMs = 1_000;

/** Waits until woken or until `ms` have passed; resolves early on abort. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface Reconciler {
  readonly memory: Memory;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

export function createReconciler(ports: Ports, options: Options, sleep: Sleep): Reconciler {
  const memory = createMemory(ports, options);
  return { memory, run: (signal) => runLoop(memory, ports, sleep, signal) };
}

/** Takes up what this clone knew: it is served where the remote can't be asked, and joined where it can. */
export async function takeUp(memory: Memory, ports: Ports): Promise<void> {
  memory.pending = await ports.pending.read();
  const local = await ports.git.readLocalLive();
  if (local === null) return;
  const reading = await readHead(local, ports.git, memory.readIntent);
  if (reading.kind !== 'good') return;
  memory.head = reading.head;
  await rejoin(memory, ports);
  ports.log('live.taken-up', { commit: local });
}

async function runLoop(memory: Memory, ports: Ports, sleep: Sleep, signal: AbortSignal): Promise<void> {
  await guarded(ports, 'takeUp', () => takeUp(memory, ports));
  let passing: Promise<void> | null = null;
  let dueAt = ports.clock.monotonic();
  while (!signal.aborted) {
    noteLateness(memory, ports.clock.monotonic() - dueAt);
    await guarded(ports, 'tick', () => tick(memory, ports));
    if (passing === null && passDue(memory, ports)) {
      passing = pass(memory, ports, signal).finally(() => {
        passing = null;
      });
    }
    const pauseMs = nextTickMs(memory, ports);
    dueAt = ports.clock.monotonic() + pauseMs;
    await sleep(pauseMs, signal);
  }
  await passing;
  await guarded(ports, 'commit', () => commitLocally(memory, ports));
}

/** One pass with the remote, and when the next is due. */
export async function pass(memory: Memory, ports: Ports, signal: AbortSignal): Promise<void> {
  const outcome = await guarded(ports, 'pass', () => advance(memory, ports, signal));
  const now = ports.clock.monotonic();
  memory.backingOff = outcome === 'retry' || outcome === undefined;
  memory.counted.passes += 1;
  if (memory.backingOff) memory.counted.failedPasses += 1;
  switch (outcome) {
    case 'again':
      memory.nextPassAt = now;
      return;
    case 'wait':
      memory.nextPassAt = now + (unsettled(memory) ? busyPollMs : memory.options.intervalMs);
      return;
    case 'retry':
    case undefined:
      memory.nextPassAt = now + Math.min(busyPollMs, memory.options.intervalMs);
  }
}

/** True when a poll is due, or something waits for the remote to be asked. */
export function passDue(memory: Memory, ports: Ports): boolean {
  if (ports.clock.monotonic() >= memory.nextPassAt) return true;
  if (memory.backingOff) return false;
  const wanted = [...memory.decisions.values()].some(
    (decision) => decision.kind !== 'wait' && decision.kind !== 'lower',
  );
  return wanted || ahead(memory) || hasSharedNack(memory, ports);
}

/** A tick that is late is a rollback that is late: whoever runs this must be able to see it. */
function noteLateness({ counted }: Memory, lateMs: number): void {
  counted.ticks += 1;
  if (lateMs > lateAfterMs) counted.lateTicks += 1;
  counted.latestTickMs = Math.max(counted.latestTickMs, lateMs);
}

function ahead(memory: Memory): boolean {
  return memory.head !== null && memory.remoteLive !== null && memory.head.oid !== memory.remoteLive;
}

function unsettled(memory: Memory): boolean {
  return memory.head !== null && (memory.head.state.targets.length > 0 || memory.pending.length > 0);
}

function nextTickMs(memory: Memory, ports: Ports): number {
  const untilPass = Math.max(0, memory.nextPassAt - ports.clock.monotonic());
  return unsettled(memory) || memory.head === null ? tickMs : Math.min(250, Math.max(tickMs, untilPass));
}

/** Broken surroundings (a full disk, a damaged clone) end a pass, never the process: what is live stays served. */
async function guarded<T>(ports: Ports, what: string, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    ports.log('pass.failed', { what, reason: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}
