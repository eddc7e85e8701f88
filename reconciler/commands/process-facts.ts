import type { ProcessFacts } from '../render/metrics-process.ts';
import { machineClock } from './clock.ts';

/** What the machine knows of this process now. */
export function processFacts(): ProcessFacts {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: rss,
    heapBytes: heapUsed,
    cpuSeconds: (user + system) / 1e6,
    startedAt: machineClock.now() - Math.round(process.uptime() * 1_000),
  };
}
