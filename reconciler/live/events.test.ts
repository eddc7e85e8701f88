import { expect, test } from 'vitest';
import { keyOf, oidOf, emptyRepository } from '../../test/support/mesh-repository.ts';
import {
  T,
  accept,
  all,
  commit,
  home,
  items,
  live,
  only,
  repository,
  start,
  walk,
  walking,
  web,
  webWith,
} from '../../test/support/walks.ts';
import type { Weights } from '../../test/support/walks.ts';
import { acceptIntent, revertedTargets } from './events.ts';
import { targetsOf } from './intent.ts';
import { liveMesh } from './live-mesh.ts';
import { emptyState } from './state.ts';
import { hold, lower, lowerToHome, promote, settledForMs } from './walk.ts';

test('an intent that leaves a target alone starts nothing', () => {
  const to = commit(repository({ a: 100 }, { comment: '# words\n' }));
  expect(acceptIntent({ state: emptyState, from: home, to, fast: false, now: start })).toEqual({
    kind: 'accepted',
    state: emptyState,
    started: [],
  });
});

test('the same shares by other weights are no change', () => {
  const from = commit(repository({ a: 1, b: 1 }));
  expect(accept(emptyState, from, commit(repository({ b: 50, a: 50, c: 0 }))).targets).toEqual([]);
});

test('a covered change of shares begins at home with nothing raised', () => {
  const { intent, state } = walking();
  expect(only(state)).toMatchObject({
    target: T,
    attempt: { intent: intent.oid, n: 1 },
    s: 0,
    phase: 'Progressing',
    reason: '',
    since: start,
  });
  expect(live(intent, state)).toEqual({ a: all });
});

test('everything else of a covered change goes live with the same commit', () => {
  const object = webWith({ b: 100 }, 7);
  const intent = commit(repository({}, { objects: [object] }));
  const state = accept(emptyState, home, intent);
  expect(targetsOf(liveMesh(intent, state)).get(T)?.rule.action.timeoutMs).toBe(7000);
  expect(live(intent, state)).toEqual({ a: all });
});

test('a change whose walk only the intent before has, is covered, and held for want of a walk', () => {
  const state = accept(emptyState, home, commit(repository({ b: 100 }, { rollouts: [] })));
  expect(only(state)).toMatchObject({ s: 0, phase: 'Held', reason: 'no-walk' });
});

test('a change that no walk covers is live at once', () => {
  const from = commit(repository({ a: 100 }, { rollouts: [] }));
  const to = commit(repository({ b: 100 }, { rollouts: [] }));
  const state = accept(emptyState, from, to);
  expect(state).toEqual(emptyState);
  expect(live(to, state)).toEqual({ b: all });
});

test('a promoted target that goes back within 24 h is not walked, and that is remembered once only', () => {
  const { intent, state } = walking(all);
  const promoted = promote(state, T, start);
  const back = commit(repository({ a: 100 }));
  const reverted = accept(promoted, intent, back, { now: start + settledForMs });
  expect(reverted).toEqual(emptyState);
  expect(only(accept(reverted, back, commit(repository({ b: 100 })))).s).toBe(0);
});

test('after 24 h going back is a walk like any other', () => {
  const { intent, state } = walking(all);
  const state2 = accept(promote(state, T, start), intent, commit(repository({ a: 100 })), {
    now: start + settledForMs + 1,
  });
  expect(only(state2)).toMatchObject({ s: 0, phase: 'Progressing' });
  expect(state2.settled).toEqual([]);
});

test('a promoted target that goes elsewhere within 24 h is walked', () => {
  const { intent, state } = walking(all);
  expect(only(accept(promote(state, T, start), intent, commit(repository({ c: 100 })))).s).toBe(0);
});

test('Sluice-Fast takes a change live at once', () => {
  const to = commit(repository({ b: 100 }));
  const state = accept(emptyState, home, to, { fast: true });
  expect(state.targets).toEqual([]);
  expect(live(to, state)).toEqual({ b: all });
});

test('Sluice-Fast on a change of something else leaves a walk where it is', () => {
  const { intent, state } = walking(50_000);
  const to = commit(repository({ b: 100 }, { comment: '# words\n' }));
  expect(only(accept(state, intent, to, { fast: true })).s).toBe(50_000);
});

test('Sluice-Fast in the middle of a walk takes its new end live at once', () => {
  const { intent, state } = walking(50_000);
  const to = commit(repository({ c: 100 }));
  expect(live(to, accept(state, intent, to, { fast: true }))).toEqual({ c: all });
});

test('a revert sends traffic home at once and clears a rejection', () => {
  const { intent, state } = walking(500_000);
  const back = commit(repository({ a: 100 }));
  for (const before of [state, lower(state, T, 'errors'), hold(state, T, 'no-data')]) {
    const reverted = accept(before, intent, back);
    expect(reverted).toEqual(emptyState);
    expect(live(back, reverted)).toEqual({ a: all });
  }
});

test('a revert that is denied for another reason is lowered all the same, and held with that name', () => {
  const { intent, state } = walking(500_000);
  const back = commit(repository({ a: 100 }));
  expect(revertedTargets(state, back.mesh)).toEqual([T]);
  expect(revertedTargets(state, intent.mesh)).toEqual([]);
  const lowered = lowerToHome(state, T, 'revert-denied');
  expect(only(lowered)).toMatchObject({ s: 0, phase: 'Held', reason: 'revert-denied' });
  expect(live(intent, lowered)).toEqual({ a: all });
});

test('a denied revert holds its walk until an intent is accepted that asks for the walk again', () => {
  const { intent, state } = walking(500_000);
  const lowered = lowerToHome(state, T, 'revert-denied');
  const again = accept(lowered, intent, commit(repository({ b: 100 }, { comment: '# words\n' })));
  expect(only(again)).toMatchObject({ s: 0, phase: 'Progressing', reason: '' });
});

test('a rejected target stays rejected when its revert is denied', () => {
  const { state } = walking(500_000);
  const rejected = lower(state, T, 'errors');
  expect(lowerToHome(rejected, T, 'revert-denied')).toBe(rejected);
});

test('removing a destination of a walk in flight is denied, with the rule and the way out', () => {
  const { intent, state } = walking(50_000);
  for (const letter of ['a', 'b'] as const) {
    const destinations = { ...emptyRepository.destinations, [letter]: { limit: 100, endpoints: false } };
    const to = commit(repository({ b: 100 }, { destinations }));
    const denied = acceptIntent({ state, from: intent, to, fast: false, now: start });
    expect(denied).toMatchObject({
      kind: 'denied',
      findings: [
        {
          rule: 'in-flight-destination-removed',
          severity: 'error',
          message: `${T} is on its way, and its destination ${letter}.shop has no endpoint`,
          source: { file: 'routes/web.yaml' },
        },
      ],
    });
  }
});

test('home may not be removed before the walk is promoted, even when all traffic has left it', () => {
  const { intent, state } = walking(all);
  const destinations = { ...emptyRepository.destinations, a: { limit: 100, endpoints: false } };
  const to = commit(repository({ b: 100 }, { destinations }));
  expect(acceptIntent({ state, from: intent, to, fast: false, now: start }).kind).toBe('denied');
  const promoted = promote(state, T, start);
  expect(acceptIntent({ state: promoted, from: intent, to, fast: false, now: start }).kind).toBe('accepted');
});

test('what a rejected walk was going to may be removed', () => {
  const { intent, state } = walking(50_000);
  const destinations = { ...emptyRepository.destinations, b: { limit: 100, endpoints: false } };
  const to = commit(repository({ b: 100 }, { destinations }));
  const rejected = lower(state, T, 'errors');
  expect(acceptIntent({ state: rejected, from: intent, to, fast: false, now: start }).kind).toBe('accepted');
});

test('an accepted intent ends the memory of a refused one', () => {
  const refused = [{ intent: oidOf(99), digest: 'd', file: 'routes/web.yaml', reason: 'no' }];
  expect(accept({ ...emptyState, refused }, home, commit(repository({ a: 100 }))).refused).toEqual([]);
});

test('targets that start are named, those that go on are not', () => {
  const { intent, state } = walking();
  const other = { ...web, name: 'other', file: 'routes/other.yaml', host: 'other.example.com' };
  const rollouts = [walk, { ...walk, name: 'other', object: 'other' }];
  const both = (weights: Weights) => {
    const [rule] = other.rules;
    if (rule === undefined) throw new Error('other has a rule');
    const objects = [...repository({ b: 100 }).objects, { ...other, rules: [{ ...rule, items: items(weights) }] }];
    return commit(repository({}, { objects, rollouts }));
  };
  const settled = both({ a: 100 });
  const first = accept(state, intent, settled);
  const second = acceptIntent({ state: first, from: settled, to: both({ c: 100 }), fast: false, now: start });
  expect(second).toMatchObject({ kind: 'accepted', started: [keyOf(other, 'primary')] });
});

test('a revert takes precedence over an intent that is fast or not', () => {
  const { intent, state } = walking(500_000);
  const back = commit(repository({ a: 100 }));
  expect(accept(state, intent, back, { fast: true })).toEqual(emptyState);
});
