// What a walk has spent goes with its attempt, through all that happens to the entry and to its text.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Slo } from '../../policies/evidence.ts';
import { counterexample } from '../../test/support/properties.ts';
import { emptyRepository } from '../../test/support/mesh-repository.ts';
import { accept, all, commit, repository, start, T, walking, webWith } from '../../test/support/walks.ts';
import { expireBudgets, withSpent } from './budgets.ts';
import { entryOf } from './entries.ts';
import type { Intent } from './intent.ts';
import { join, lowering } from './join.ts';
import { refuse } from './refusal.ts';
import { mergeSpent } from './spent.ts';
import { parseState, printState } from './state-file.ts';
import type { LiveState, Spending, Spent } from './state.ts';
import { hold, lower, promote, raise, retry } from './walk.ts';

const some: Spending = { bad: 90, total: 40_000, forMs: 60_000 };

function withSlo(to: Intent): Intent {
  const slo = { namespace: 'shop', name: 'web', windowMs: 86_400_000 } as unknown as Slo; // Its name and window count here.
  return { ...to, mesh: { ...to.mesh, slos: [slo] } };
}

/** The state in which the attempt of `T` has spent so much. */
function spending(state: LiveState, spent: Spending = some, slo = 'shop/web'): LiveState {
  const entry = entryOf(state, T);
  if (entry === undefined) throw new Error(`${T} walks nowhere`);
  return withSpent(state, [{ target: T, attempt: entry.attempt, slo, ...spent }]);
}

function badIn({ spent }: LiveState): readonly number[] {
  return spent.map(({ bad }) => bad);
}

const spent: fc.Arbitrary<readonly Spent[]> = fc.uniqueArray(
  fc.record({
    target: fc.constantFrom('a', 'b'),
    attempt: fc.record({ intent: fc.constantFrom('0'.repeat(40), '1'.repeat(40)), n: fc.integer({ min: 1, max: 2 }) }),
    slo: fc.constantFrom('shop/a', 'shop/b'),
    bad: fc.nat({ max: 9 }),
    total: fc.nat({ max: 9 }),
    forMs: fc.nat({ max: 9 }),
  }),
  { selector: ({ target, attempt, slo }) => JSON.stringify([target, attempt, slo]) },
);

test('what two counted of one attempt meets in any order, the greater of each count', () => {
  const law = fc.property(spent, spent, spent, (a, b, c) => {
    expect(mergeSpent(a, b)).toEqual(mergeSpent(b, a));
    expect(mergeSpent(mergeSpent(a, b), c)).toEqual(mergeSpent(a, mergeSpent(b, c)));
    expect(mergeSpent(mergeSpent(a, b), b)).toEqual(mergeSpent(a, b));
  });
  expect(counterexample(law, 300)).toBeUndefined();
  const met = spending(spending(walking().state), { bad: 70, total: 50_000, forMs: 1 });
  expect(met.spent).toMatchObject([{ bad: 90, total: 50_000, forMs: 60_000 }]);
});

test('it stays through raises, holds and a lowering, and goes with the entry', () => {
  const up = raise(spending(walking(50_000).state), T, all);
  expect(badIn(hold(up, T, 'no-data'))).toEqual([90]);
  expect(badIn(lower(up, T, 'errors'))).toEqual([90]);
  expect(badIn(promote(up, T, start))).toEqual([]);
});

test('a retry and another end begin anew', () => {
  const { intent, state } = walking(50_000);
  const known = spending(state);
  expect(badIn(retry(lower(known, T, 'budget-spent'), intent, T, start))).toEqual([]);
  expect(badIn(accept(known, intent, withSlo(commit(repository({ c: 100 })))))).toEqual([]);
});

test('other steps and a renamed rule keep it', () => {
  const { intent, state } = walking(50_000);
  const known = spending(state);
  const steps = commit(
    repository({ b: 100 }, { rollouts: [{ name: 'web', object: 'web', rule: 'primary', steps: [9] }] }),
  );
  expect(badIn(accept(known, intent, withSlo(steps)))).toEqual([90]);
  const { rules, ...object } = webWith({ b: 100 });
  const renamed = { ...object, rules: rules.map((rule) => ({ ...rule, name: 'first' })) };
  const walks = [{ name: 'web', object: 'web', rule: 'first', steps: [5, 50] }];
  const moved = accept(known, intent, withSlo(commit(repository({}, { objects: [renamed], rollouts: walks }))));
  expect(moved.spent).toMatchObject([{ target: T.replace('primary', 'first'), bad: 90 }]);
});

test('it goes with its SLO', () => {
  expect(badIn(expireBudgets(spending(walking().state), { slos: [], now: start }))).toEqual([]);
});

test('a lowering brings the head none, and takes none from it', () => {
  const { intent, state } = walking(50_000);
  const low = lowering(lower(spending(state, { ...some, bad: 7 }), T, 'errors'), T);
  if (low === null) throw new Error('a rejected target is a lowering');
  const head = { state: spending(raise(state, T, all)), intent };
  expect(badIn(join(head, low, () => false))).toEqual([90]);
  const later = { ...low, attempt: { ...low.attempt, n: 2 } };
  expect(badIn(join(head, later, () => false))).toEqual([]);
});

test('what proxies turn down takes nothing back of it', () => {
  const before = walking(50_000);
  const destinations = { ...emptyRepository.destinations, c: { limit: 7, endpoints: true } };
  const intent = commit(repository({ b: 100 }, { destinations }));
  const current = spending(accept(before.state, before.intent, intent));
  const told = { intent: intent.oid, digest: 'd', file: 'f', reason: 'r' };
  const back = refuse({
    before: { ...before, state: spending(before.state, { ...some, bad: 10 }) },
    current: { state: current, intent },
    refused: [told],
  });
  expect(badIn(back)).toEqual([90]);
});

test('the state file has it, sorted, and is read without it', () => {
  const state = spending(spending(walking().state), some, 'shop/cart');
  const text = printState(state) ?? '';
  expect(parseState(text)).toEqual({ ok: true, state });
  const [older = ''] = text.split('spent:');
  expect(parseState(older)).toEqual({ ok: true, state: { ...state, spent: [] } });
});

test('a file that says it wrongly is no state; what no walk here spent is dropped', () => {
  const state = spending(walking().state);
  const text = printState(state) ?? '';
  for (const [was, is, message] of [
    ['bad: 90', 'bad: -1', 'whole number'],
    ['forMs: 60000', 'forMs: soon', 'whole number'],
    ['slo: shop/web', 'slo: 7', 'Expected text'],
  ] as const) {
    expect(text).toContain(was);
    const parsed = parseState(text.replace(was, is));
    expect(parsed.ok ? '' : parsed.findings[0]?.message).toContain(message);
  }
  const twice = parseState(printState({ ...state, spent: [...state.spent, ...state.spent] }));
  expect(twice.ok ? '' : twice.findings[0]?.message).toContain('listed twice');
  const others = state.spent.map((each) => ({ ...each, attempt: { ...each.attempt, n: 9 } }));
  expect(parseState(printState({ ...state, spent: others }))).toEqual({ ok: true, state: { ...state, spent: [] } });
});
