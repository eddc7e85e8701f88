import { expect, test } from 'vitest';
import { all, start, T, walking } from '../../test/support/walks.ts';
import { emptyState } from './state.ts';
import { liveMessage, stepsBetween } from './trailers.ts';
import { hold, lower, promote, raise } from './walk.ts';

const { intent, state } = walking(50_000);

test('a raise says what it raised, from where to where', () => {
  const steps = stepsBetween(state, raise(state, T, 250_000));
  expect(
    liveMessage({ event: 'raise', intent: intent.oid, steps, evidence: new Map([[T, { good: 5, total: 6 }]]) }),
  ).toBe(
    `Raise shop/web#primary to 25 %

Sluice-Intent: ${intent.oid}
Sluice-Target: shop/web#primary 5→25 Progressing
Sluice-Evidence: shop/web#primary {"good":5,"total":6}
`,
  );
});

test('each event of a walk is a step', () => {
  const raised = raise(state, T, all);
  expect(stepsBetween(emptyState, state)).toMatchObject([{ fromPpm: 0, toPpm: 50_000, phase: 'Progressing' }]);
  expect(stepsBetween(state, lower(state, T, 'errors'))).toMatchObject([
    { fromPpm: 50_000, toPpm: 0, phase: 'Rejected', reason: 'errors' },
  ]);
  expect(stepsBetween(state, hold(state, T, 'no-data'))).toMatchObject([{ toPpm: 50_000, phase: 'Held' }]);
  expect(stepsBetween(raised, promote(raised, T, start))).toMatchObject([{ toPpm: all, phase: 'Promoted' }]);
  expect(stepsBetween(state, emptyState)).toMatchObject([{ fromPpm: 50_000, toPpm: 0, phase: 'Reverted' }]);
  expect(stepsBetween(state, state)).toEqual([]);
});

test('no value adds a line, and a subject fits its line', () => {
  const long = `VirtualService/shop/${'x'.repeat(200)}`;
  const step = { target: long, fromPpm: 0, toPpm: 12_345, phase: 'Held', reason: 'a\nSluice-By: mallory\r\u2028b' };
  const message = liveMessage({
    event: 'lower',
    intent: intent.oid,
    steps: [step, step],
    by: 'eve\n\nSluice-Intent: 0',
  });
  const [subject = '', blank, ...trailers] = message.split('\n');
  expect(subject.length).toBeLessThanOrEqual(72);
  expect(subject).toMatch(/to 1\.2345 % and 1 more$/);
  expect(blank).toBe('');
  expect(trailers.map((line) => line.split(':')[0])).toEqual([
    'Sluice-Intent',
    'Sluice-Target',
    'Sluice-Target',
    'Sluice-By',
    '',
  ]);
  expect(message).not.toContain('\u2028');
});
