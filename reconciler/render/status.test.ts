import { expect, test } from 'vitest';
import { statusJson, statusText, type Status, type WalkStatus } from './status.ts';

const now = Date.UTC(2026, 2, 1, 12, 0, 0);
const walk: WalkStatus = {
  target: 'VirtualService/shop/checkout#primary',
  phase: 'Progressing',
  reason: '',
  s: 50_000,
  weight: 50_000,
  next: 500_000,
  since: now - 12_000,
  canary: { good: 49, total: 50 },
  stable: { good: 950, total: 950 },
};
const status: Status = {
  cluster: 'default',
  commit: '1111111111111111111111111111111111111111',
  intent: '2222222222222222222222222222222222222222',
  walks: [walk],
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

test('a proxy can not move the cursor by its name or its reason', () => {
  const proxies = [{ name: 'a\u001b[2J', state: 'broken', commit: null, reason: 'b\r\n\u202e' }] as const;
  const text = statusText({ ...status, proxies }, new Map(), options);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the document for programs has ISO times', () => {
  const walks = [{ ...walk, since: '2026-03-01T11:59:48Z' }];
  expect(JSON.parse(statusJson(status))).toEqual({ version: 1, ...status, walks });
});
