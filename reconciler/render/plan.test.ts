import { expect, test } from 'vitest';
import { planJson, planText, type Plan } from './plan.ts';

const v1 = 'checkout.shop.svc.cluster.local:80/v1';
const v2 = 'checkout.shop.svc.cluster.local:80/v2';
const empty: Plan = {
  base: '1111111111111111111111111111111111111111',
  head: '2222222222222222222222222222222222222222',
  objects: [],
  routes: [],
  access: [],
  walks: [],
  findings: [],
};
const full: Plan = {
  ...empty,
  objects: [
    {
      object: 'VirtualService shop/checkout',
      file: 'routes/checkout.yaml',
      before: 'spec:\n  weight: 0\n  other: 1\n',
      after: 'spec:\n  weight: 100\n  other: 1\n',
    },
    { object: 'Rollout shop/checkout', file: 'routes/rollout.yaml', before: null, after: 'spec: {}\n' },
    { object: 'Service shop/old', file: 'routes/old.yaml', before: 'kind: Service\n', after: null },
  ],
  routes: [
    {
      host: 'checkout.shop.svc.cluster.local',
      match: '',
      before: [{ destination: v1, share: 1_000_000 }],
      after: [
        { destination: v1, share: 0 },
        { destination: v2, share: 500_000 },
        { destination: v2, share: 500_000 },
      ],
    },
    { host: 'old', match: 'path /a*', before: [{ destination: 'old:80/', share: 1_000_000 }], after: [] },
  ],
  walks: [
    {
      target: 'VirtualService/shop/checkout#primary',
      rollout: 'shop/checkout',
      steps: [
        { weight: 50_000, holdMs: 10_000 },
        { weight: 1_000_000, holdMs: 10_000 },
      ],
      deadlineMs: 1_800_000,
      forecasts: [],
    },
  ],
};

test('a plan shows objects as a diff, routes as shares and walks as steps', () => {
  expect(planText(full, new Map(), { colour: false })).toBe(`plan 111111111111..222222222222

objects
  changed VirtualService shop/checkout (routes/checkout.yaml)
     spec:
    -  weight: 0
    +  weight: 100
       other: 1
  added Rollout shop/checkout (routes/rollout.yaml)
    +spec: {}
  removed Service shop/old (routes/old.yaml)
    -kind: Service

routes
  checkout.shop.svc.cluster.local every request
    ${v1} 100% → 0%
    ${v2} 0% → 100%
  old path /a*
    old:80/ 100% → 0%
    no route is left

walks
  VirtualService/shop/checkout#primary by Rollout shop/checkout
    5% (10s) → 100%, at most 30m

3 objects, 2 routes, 1 walk; 0 errors
`);
});

test('a plan of nothing says so', () => {
  expect(planText(empty, new Map(), { colour: false })).toBe('plan 111111111111..222222222222\n\nchanges nothing\n');
});

test('findings stand after what the plan would do, and are counted', () => {
  const finding = {
    rule: 'r',
    severity: 'error',
    message: 'M',
    remedy: '',
    file: null,
    range: null,
    object: null,
  } as const;
  const text = planText({ ...full, findings: [finding] }, new Map(), { colour: false });
  expect(text.endsWith('at most 30m\n\nrepository: error r M\n\n3 objects, 2 routes, 1 walk; 1 error\n')).toBe(true);
});

test('text of the repository can not move the cursor', () => {
  const change = { object: 'a\u001b[2J', file: 'b\u202e', before: null, after: 'c: "\u009b2J"\n' };
  const route = {
    host: 'h\u0007',
    match: 'm\u001b',
    before: [],
    after: [{ destination: 'd\u001b', share: 1_000_000 }],
  };
  const text = planText({ ...empty, objects: [change], routes: [route] }, new Map(), { colour: false });
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the document for programs has what the plan has', () => {
  expect(JSON.parse(planJson(full))).toEqual({ version: 1, ...full, counts: { error: 0, warning: 0, info: 0 } });
});
