import { counter, gauge, sample, type Family } from './metric-family.ts';

/** What the machine knows of this process. */
export interface ProcessFacts {
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly cpuSeconds: number;
  /** ms since the epoch. */
  readonly startedAt: number;
}

/** By the names that Prometheus' own clients use. */
export function processFamilies(facts: ProcessFacts): readonly Family[] {
  return [
    counter('process_cpu_seconds_total', 'User and system time of this process.', facts.cpuSeconds),
    gauge('process_resident_memory_bytes', 'Memory of this process.', [sample(facts.residentBytes)]),
    gauge('process_start_time_seconds', 'When this process began, since the epoch.', [sample(facts.startedAt / 1_000)]),
    gauge('nodejs_heap_size_used_bytes', 'Heap of this process that is in use.', [sample(facts.heapBytes)]),
  ];
}
