import { expect, test } from 'vitest';
import { emptyRepository } from '../../test/support/mesh-repository.ts';
import {
  T,
  accept,
  all,
  commit,
  live,
  only,
  repository,
  start,
  walk,
  walking,
  webWith,
  web,
} from '../../test/support/walks.ts';
import { hold, lower } from './walk.ts';
import { emptyState } from './state.ts';

test('an unsettled target keeps its entry when another rule changes, or its file', () => {
  const { intent, state } = walking(50_000);
  const other = { ...web, name: 'other', file: 'routes/other.yaml', host: 'other.example.com' };
  const moved = repository({ b: 100 });
  const objects = moved.objects.map((object) => ({ ...object, file: 'moved/elsewhere.yaml' }));
  for (const model of [
    { ...moved, objects: [...moved.objects, other] },
    { ...moved, objects },
  ]) {
    const to = commit(model);
    expect(accept(state, intent, to)).toEqual(state);
    expect(live(to, state)).toEqual({ a: 950_000, b: 50_000 });
  }
});

test('a rejected target stays at home while what it walks to is what was rejected', () => {
  const { intent, state } = walking(50_000);
  const rejected = lower(state, T, 'errors');
  expect(accept(rejected, intent, commit(repository({ b: 100 }, { comment: '# words\n' })))).toEqual(rejected);
});

test('other steps leave the walk where it is, under a new digest', () => {
  const { intent, state } = walking(50_000);
  const to = commit(repository({ b: 100 }, { rollouts: [{ ...walk, steps: [10, 20] }] }));
  const entry = only(accept(state, intent, to));
  expect(entry).toEqual({ ...only(state), walkDigest: entry.walkDigest });
  expect(entry.walkDigest).not.toBe(only(state).walkDigest);
});

test('a walk that is deleted or suspended is held where it is, and goes on when it is back', () => {
  const { intent, state } = walking(50_000);
  for (const rollouts of [[], [{ ...walk, suspend: true }]]) {
    const without = commit(repository({ b: 100 }, { rollouts }));
    const held = accept(state, intent, without);
    expect(only(held)).toMatchObject({ s: 50_000, phase: 'Held', reason: 'no-walk', since: start });
    const back = accept(held, without, commit(repository({ b: 100 })));
    expect(only(back)).toMatchObject({ s: 50_000, phase: 'Progressing', reason: '', attempt: only(state).attempt });
  }
});

test('the return of a walk ends no hold that a person has to end', () => {
  const { intent, state } = walking(50_000);
  const held = hold(state, T, 'deadline');
  const without = commit(repository({ b: 100 }, { rollouts: [] }));
  const gone = accept(held, intent, without);
  expect(only(gone)).toMatchObject({ phase: 'Held', reason: 'deadline' });
  expect(only(accept(gone, without, intent))).toMatchObject({ phase: 'Held', reason: 'deadline' });
});

test('a rejected target without a walk stays rejected', () => {
  const { intent, state } = walking(50_000);
  const without = commit(repository({ b: 100 }, { rollouts: [] }));
  expect(only(accept(lower(state, T, 'errors'), intent, without))).toMatchObject({
    phase: 'Rejected',
    reason: 'errors',
  });
});

test('another end is a new attempt from the same home, as far as nothing gains', () => {
  const { intent, state } = walking(300_000);
  const half = commit(repository({ a: 50, b: 50 }));
  const entry = only(accept(state, intent, half, { now: start + 5 }));
  expect(entry).toMatchObject({
    attempt: { intent: half.oid, n: 1 },
    s: 600_000,
    phase: 'Progressing',
    since: start + 5,
  });
  expect(live(half, { ...emptyState, targets: [entry] })).toEqual({ a: 700_000, b: 300_000 });
  const elsewhere = commit(repository({ b: 50, c: 50 }));
  expect(live(elsewhere, accept(state, intent, elsewhere))).toEqual({ a: all });
});

test('another end tries a rejected or held target anew', () => {
  const { intent, state } = walking(300_000);
  const to = commit(repository({ c: 100 }));
  for (const before of [lower(state, T, 'errors'), hold(state, T, 'deadline')]) {
    expect(only(accept(before, intent, to))).toMatchObject({ phase: 'Progressing', reason: '', s: 0 });
  }
});

test('another rule round the same end is a new attempt at the weight that it has', () => {
  const { intent, state } = walking(300_000);
  const object = webWith({ b: 100 }, 3);
  const to = commit(repository({}, { objects: [object] }));
  expect(only(accept(state, intent, to))).toMatchObject({ attempt: { intent: to.oid, n: 1 }, s: 300_000 });
});

test('a raised destination that becomes another thing takes the walk back to its start', () => {
  const { intent, state } = walking(300_000);
  const destinations = { ...emptyRepository.destinations, b: { limit: 7, endpoints: true } };
  const to = commit(repository({ b: 100 }, { destinations }));
  const entry = only(accept(state, intent, to));
  expect(entry).toMatchObject({ attempt: { intent: to.oid, n: 1 }, s: 0, phase: 'Progressing' });
});

test('a lowered destination that becomes another thing changes no attempt', () => {
  const { intent, state } = walking(300_000);
  const destinations = { ...emptyRepository.destinations, a: { limit: 7, endpoints: true } };
  expect(accept(state, intent, commit(repository({ b: 100 }, { destinations })))).toEqual(state);
});

test('an end that changes while its walk is gone is held at once', () => {
  const { intent, state } = walking(300_000);
  const to = commit(repository({ c: 100 }, { rollouts: [] }));
  expect(only(accept(state, intent, to))).toMatchObject({ s: 0, phase: 'Held', reason: 'no-walk' });
});
