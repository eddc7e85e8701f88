import { expect, test } from 'vitest';
import { T, walking } from '../../test/support/walks.ts';
import { stepsBetween } from './live-step.ts';
import { liveMessage } from './trailers.ts';
import { raise } from './walk.ts';

const { intent, state } = walking(50_000);

test('a raise says what it raised, from where to where', () => {
  const after = raise(state, T, 250_000);
  const steps = stepsBetween({ before: state, after, mesh: intent.mesh, isNewIntent: false });
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

test('a rule that was renamed is named with what it was called, and the last arrow is that of the weights', () => {
  const step = {
    target: T,
    fromPpm: 50_000,
    toPpm: 50_000,
    phase: 'Held',
    reason: 'no-data',
    movedFrom: `${T} 1→2 Up`,
  };
  expect(liveMessage({ event: 'accept', intent: intent.oid, steps: [step] })).toContain(
    '\nSluice-Target: shop/web#primary 5→5 Held no-data (was shop/web#primary 1->2 Up)\n',
  );
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
