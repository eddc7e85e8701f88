import { expect, test } from 'vitest';
import { statusJson, statusText } from './status.ts';
import type { ItemStatus, Status, WalkStatus } from './status-facts.ts';

const now = Date.UTC(2026, 2, 1, 12, 0, 0);
const walk: WalkStatus = {
  target: 'VirtualService/shop/checkout#primary',
  phase: 'Progressing',
  reason: '',
  ruleSays: '',
  attempt: { intent: '2222222222222222222222222222222222222222', n: 1 },
  s: 50_000,
  weight: 50_000,
  next: 500_000,
  since: now - 12_000,
  skipSteps: false,
  bakingMs: null,
  waitsFor: [],
  canary: { good: 49, total: 50 },
  stable: { good: 950, total: 950 },
  items: [],
  odd: [],
};
const status: Status = {
  cluster: 'default',
  commit: '1111111111111111111111111111111111111111',
  intent: '2222222222222222222222222222222222222222',
  frozen: null,
  walks: [walk],
  budgets: [],
  proxies: [
    { name: 'edge-1', state: 'current', commit: '1111111111111111111111111111111111111111', reason: '' },
    { name: 'edge-2', state: 'broken', commit: null, reason: 'turned down routes/checkout.yaml' },
  ],
  findings: [],
};
const options = { colour: false, now };

test('the status shows walks with their weight and counts, and what each proxy runs', () => {
  expect(statusText(status, new Map(), options)).toBe(`cluster  default
live     111111111111
intent   222222222222

VirtualService/shop/checkout#primary Progressing
  █░░░░░░░░░░░░░░░░░░░ 5%, then 50%, for 12s
  canary 50 requests 2% errors, stable 950 requests 0% errors

PROXY   STATE    RUNS
edge-1  current  111111111111
edge-2  broken   –             turned down routes/checkout.yaml
`);
});

test('before the first commit, with no walk and no proxy, it says so', () => {
  const idle = { ...status, commit: null, intent: null, walks: [], proxies: [] };
  expect(statusText(idle, new Map(), options)).toBe(`cluster  default
live     nothing yet
intent   none accepted

no walk is under way

no proxy is connected
`);
});

test.each([
  [{ phase: 'Rejected', reason: 'errors', next: 50_000 }, 'primary Rejected errors', 'then'],
  [{ phase: 'Held', reason: 'no-walk', next: 50_000 }, 'primary Held no-walk', 'then'],
  [{ next: null }, '5%, for 12s', 'then'],
  [{ canary: { good: 0, total: 0 } }, 'canary no requests yet, stable', 'NaN'],
  [{ canary: { good: 1, total: 1 } }, 'canary 1 request 0% errors', 'requests 0% errors, stable 950 requests 2%'],
] as const)('a walk with %j', (changes, shown, absent) => {
  const text = statusText({ ...status, walks: [{ ...walk, ...changes }] }, new Map(), options);
  expect(text).toContain(shown);
  expect(text).not.toContain(absent);
});

const item: ItemStatus = {
  sli: 'errors',
  of: 'ratio',
  kind: 'unknown',
  reason: 'too-few-requests',
  canary: walk.canary,
  stable: walk.stable,
  tests: { e1: Math.log(1.3), e2: Math.log(0.02), f: Math.log(31) },
  needed: { e1: Math.log(100), e2: Math.log(100), f: Math.log(100) },
  value: null,
};

test('one SLI shows how far its tests are', () => {
  const walks = [{ ...walk, reason: 'too-few-requests', items: [item] }];
  expect(statusText({ ...status, walks }, new Map(), options)).toContain(`Progressing too-few-requests
  too few requests to tell good from bad
  █░░░░░░░░░░░░░░░░░░░ 5%, then 50%, for 12s
  canary 50 requests 2% errors, stable 950 requests 0% errors
  bad × 1.3 and 0.02 of 100, fine × 31 of 100
`);
});

test('several SLIs have a line each, and proxies that were set aside are named', () => {
  const none = { e1: null, e2: null, f: null };
  const value: ItemStatus = {
    ...item,
    sli: 'prometheus:prom#1f',
    of: 'value',
    reason: 'within-range',
    tests: none,
    needed: none,
    value: 212.5,
  };
  const slow = { ...item, sli: 'latency<300ms', tests: none };
  const walks = [{ ...walk, items: [item, slow, value], odd: ['edge-3'] }];
  expect(statusText({ ...status, walks }, new Map(), options)).toContain(`
  errors: canary 1/50 (2%), stable 0/950 (0%) bad, too-few-requests
    bad × 1.3 and 0.02 of 100, fine × 31 of 100
  latency<300ms: canary 1/50 (2%), stable 0/950 (0%) bad, too-few-requests
  prometheus:prom#1f: now 212.5, within-range
  set aside: edge-3
`);
});

test.each([
  [{ reason: 'baking', bakingMs: 250_000 }, 'before it is promoted, for another 4m 10s'],
  [{ reason: 'depends-on', waitsFor: ['shop/payments'] }, 'another walk goes first: shop/payments'],
  [{ reason: 'outside-window', ruleSays: 'opens at 09:00' }, 'in which raises are allowed: opens at 09:00'],
  [{ reason: 'no-fridays', ruleSays: 'it is Friday' }, 'held by the rule no-fridays: it is Friday'],
  [{ skipSteps: true, next: 1_000_000 }, '5%, then 100%, the steps between left out, for 12s'],
  [{ phase: 'Held', reason: 'paused' }, 'next let it go on: sluice resume shop/checkout#primary --repo URL'],
  [{ phase: 'Rejected', reason: 'errors' }, 'next take the change out of main: git revert 222222222222'],
] as const)('a walk with %j says %s', (changes, said) => {
  expect(statusText({ ...status, walks: [{ ...walk, ...changes }] }, new Map(), options)).toContain(said);
});

test('a freeze and what is left of a budget stand out', () => {
  const frozen = { by: 'ada', reason: 'a holiday', since: now - 7_200_000 };
  const budget = { slo: 'shop/checkout', objective: 0.999, windowMs: 30 * 86_400_000 };
  const budgets = [
    { ...budget, spent: 0.12 },
    { ...budget, slo: 'shop/cart', spent: 1.5 },
  ];
  const text = statusText({ ...status, frozen, budgets }, new Map(), options);
  expect(text).toContain('frozen   by ada for 2h: a holiday\n');
  expect(text).toContain('budget   shop/checkout 99.9% over 30d: 12% of the error budget spent, 88% left\n');
  expect(text).toContain('budget   shop/cart 99.9% over 30d: 150% of the error budget spent, nothing left\n');
});

test('a proxy can not move the cursor by its name or its reason', () => {
  const proxies = [{ name: 'a\u001b[2J', state: 'broken', commit: null, reason: 'b\r\n\u202e' }] as const;
  const text = statusText({ ...status, proxies }, new Map(), options);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the document for programs has ISO times', () => {
  const walks = [{ ...walk, since: '2026-03-01T11:59:48Z' }];
  expect(JSON.parse(statusJson(status))).toEqual({ version: 1, ...status, walks });
});
