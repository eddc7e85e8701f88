import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parsePrometheusText, type Series } from '../../test/support/prometheus-text.ts';
import { metricsParts } from './metrics.ts';
import type { RunningStatus, WalkStatus } from './status-facts.ts';

const item = {
  sli: 'errors',
  of: 'ratio',
  kind: 'unknown',
  reason: 'too-few-requests',
  canary: { good: 49, total: 50 },
  stable: { good: 950, total: 950 },
  tests: { e1: 0.5, e2: null, f: -1.25 },
  needed: { e1: 4.6, e2: 4.6, f: 4.6 },
  value: null,
} as const;
const walk: WalkStatus = {
  target: 'VirtualService/shop/checkout#primary',
  phase: 'Progressing',
  reason: 'too-few-requests',
  ruleSays: '',
  attempt: { intent: '2'.repeat(40), n: 2 },
  s: 50_000,
  weight: 50_000,
  next: 500_000,
  since: 0,
  skipSteps: false,
  bakingMs: null,
  waitsFor: [],
  canary: item.canary,
  stable: item.stable,
  items: [item, { ...item, sli: 'prometheus:prom#1f', of: 'value', value: 212.5 }],
  odd: ['edge-3'],
};
const status: RunningStatus = {
  cluster: 'default',
  commit: '3'.repeat(40),
  intent: '2'.repeat(40),
  frozen: null,
  walks: [walk],
  budgets: [{ slo: 'shop/checkout', objective: 0.999, windowMs: 1, spent: 0.12 }],
  proxies: [{ name: 'edge-1', state: 'current', commit: '3'.repeat(40), reason: '' }],
  findings: [],
  remote: { live: null, intent: null, reachable: true, reason: '', listedAgoMs: 250 },
  denied: null,
  counted: { passes: 12, failedPasses: 1, rollbacks: 2, ticks: 900, lateTicks: 3, latestTickMs: 125 },
};
const process = { residentBytes: 1e8, heapBytes: 5e7, cpuSeconds: 1.5, startedAt: 1_700_000_000_500 };

function read(changes: Partial<RunningStatus> = {}): readonly Series[] {
  return parsePrometheusText([...metricsParts({ ...status, ...changes }, process)].join(''));
}

function valueOf(series: readonly Series[], name: string, labels: Readonly<Record<string, string>> = {}): unknown {
  const found = series.filter(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  );
  return found.length === 1 ? found[0]?.value : found;
}

test('a walk, the fleet, the remote and the process, in a form that a strict reader takes', () => {
  const series = read();
  const { target } = walk;
  const expected: readonly (readonly [string, Record<string, string>, number])[] = [
    ['sluice_walk_weight', { target }, 0.05],
    ['sluice_walk_phase', { target, phase: 'Progressing' }, 1],
    ['sluice_walk_phase', { target, phase: 'Rejected' }, 0],
    ['sluice_walk_reason', { target, phase: 'Progressing', reason: 'too-few-requests' }, 1],
    ['sluice_walk_attempt', { target }, 2],
    ['sluice_walk_requests', { target, sli: 'errors', side: 'canary', result: 'bad' }, 1],
    ['sluice_walk_requests', { target, sli: 'errors', side: 'stable', result: 'good' }, 950],
    ['sluice_walk_test_log', { target, sli: 'errors', test: 'f' }, -1.25],
    ['sluice_walk_test_needed_log', { target, sli: 'errors', test: 'e2' }, 4.6],
    ['sluice_walk_value', { target, sli: 'prometheus:prom#1f' }, 212.5],
    ['sluice_walk_odd_proxies', { target }, 1],
    ['sluice_walks', { phase: 'Held' }, 0],
    ['sluice_error_budget_remaining', { slo: 'shop/checkout' }, 0.88],
    ['sluice_frozen', {}, 0],
    ['sluice_live_commit_info', { commit: '3'.repeat(40), intent: '2'.repeat(40), cluster: 'default' }, 1],
    ['sluice_proxies', { state: 'current' }, 1],
    ['sluice_proxies', { state: 'stale' }, 0],
    ['sluice_remote_reachable', {}, 1],
    ['sluice_remote_listed_age_seconds', {}, 0.25],
    ['sluice_intent_denied', {}, 0],
    ['sluice_passes_total', {}, 12],
    ['sluice_failed_passes_total', {}, 1],
    ['sluice_rollbacks_total', {}, 2],
    ['sluice_ticks_total', {}, 900],
    ['sluice_late_ticks_total', {}, 3],
    ['process_resident_memory_bytes', {}, 1e8],
    ['process_start_time_seconds', {}, 1_700_000_000.5],
  ];
  for (const [name, labels, value] of expected) expect(valueOf(series, name, labels), name).toBe(value);
  expect(valueOf(series, 'sluice_walk_test_log', { test: 'e2' })).toEqual([]);
});

test('each name has its line in the documentation, and no other has', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../http/README.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const documented = new Set(rows.flatMap((row) => [...row.matchAll(/`(sluice_\w+)/g)].map(([, name]) => name)));
  const told = new Set(read().flatMap(({ name }) => (name.startsWith('sluice_') ? [name] : [])));
  expect(documented).toEqual(told);
});

test('a name can end no line and no label', () => {
  const target = 'a"} 1\nsluice_frozen 1\n\\\ud800{x="';
  const series = read({ walks: [{ ...walk, target, reason: target }] });
  expect(valueOf(series, 'sluice_frozen')).toBe(0);
  expect(valueOf(series, 'sluice_walk_weight', { target: target.toWellFormed() })).toBe(0.05);
});

test('before the first commit there is nothing to say of it', () => {
  const remote = { ...status.remote, listedAgoMs: null };
  const series = read({ commit: null, intent: null, walks: [], budgets: [], proxies: [], remote });
  expect(valueOf(series, 'sluice_live_commit_info')).toEqual([]);
  expect(valueOf(series, 'sluice_proxies', { state: 'current' })).toBe(0);
});

test('a thousand walks have series, the others are counted', () => {
  const walks = Array.from({ length: 1_200 }, (_, index) => ({ ...walk, target: `VirtualService/shop/a${index}#b` }));
  const series = read({ walks });
  expect(series.filter(({ name }) => name === 'sluice_walk_weight')).toHaveLength(1_000);
  expect(valueOf(series, 'sluice_walks_without_series')).toBe(200);
  expect(valueOf(series, 'sluice_walks', { phase: 'Progressing' })).toBe(1_200);
});

test.each([
  'a 1\n',
  '# HELP a x\n# TYPE a gauge\na 1',
  '# HELP a x\n# TYPE a gauge\na{b="c} 1\n',
  '# HELP a x\n# TYPE a gauge\na 1\na 2\n',
  '# HELP a x\n# TYPE a counter\na 1\n',
  '# HELP a x\n# TYPE a gauge\na one\n',
])('the strict reader turns down %j', (text) => {
  expect(() => parsePrometheusText(text)).toThrow(/out of place|no end|no sample|twice|is a counter|no number/);
});
