// What is done with one walk, by what is known of it.

import { expect, test } from 'vitest';
import { rolloutOf } from '../../test/bars/statistics-simulation.ts';
import { decide } from './decide.ts';
import type { Decision, WalkView } from './decide.ts';
import type { Verdict } from './verdict.ts';

const hourMs = 3_600_000;
const nowMs = 1_700_000_000_000;

const fine: Verdict = {
  kind: 'fine',
  reason: 'below-tolerate',
  silentMs: 0,
  counts: { canary: { good: 500, total: 500 }, stable: { good: 9_500, total: 9_500 } },
  tests: { e1: -3, e2: -3, f: 5 },
  blocks: 30,
  items: [],
  odd: [],
};
const bad: Verdict = { ...fine, kind: 'bad', reason: 'errors' };
const few: Verdict = { ...fine, kind: 'unknown', reason: 'too-few-requests' };
const scarce: Verdict = { ...few, reason: 'little-stable-traffic' };
const silent: Verdict = { ...fine, kind: 'unknown', reason: 'no-data', silentMs: 10_000 };
const nothing: Verdict = {
  ...fine,
  kind: 'unknown',
  reason: 'no-step',
  counts: { canary: { good: 0, total: 0 }, stable: { good: 0, total: 0 } },
};

const closed = { blockedBy: 'outside-window' } as const;

/** At the step of 5 %, fine, held long enough, with everything that a raise needs. */
const ready: WalkView = {
  phase: 'Progressing',
  heldReason: '',
  rollout: rolloutOf(),
  s: 50_000,
  u: 50_000,
  final: 1_000_000,
  sinceMs: nowMs - 60_000,
  heldMs: 10_000,
  verdict: fine,
  acked: true,
  proxySilent: false,
  fleetSeen: true,
  startedAgoMs: 60_000,
  pushed: true,
  listedFresh: true,
  skipSteps: false,
  frozen: false,
  blockedBy: null,
};
const untouched: Partial<WalkView> = { s: 0, u: 0, heldMs: 0, verdict: nothing };
const whole: Partial<WalkView> = { s: 1_000_000, u: 1_000_000, verdict: { ...few, reason: 'not-judged' } };
const rollback: Partial<WalkView> = { rollout: rolloutOf({ onDeadline: 'rollback' }) };
const suspended: Partial<WalkView> = { rollout: rolloutOf({ suspend: true }) };
const bakes: Partial<WalkView> = { rollout: rolloutOf({ bakeMs: 600_000 }) };
const late: Partial<WalkView> = { sinceMs: nowMs - hourMs };
const held = (heldReason: string): Partial<WalkView> => ({ phase: 'Held', heldReason });

type Row = readonly [string, Partial<WalkView>, Decision];

test.each<Row>([
  ['fine, held, acknowledged, pushed, listed', {}, { kind: 'raise', reason: 'below-tolerate', weight: 250_000 }],
  ['nothing raised yet', untouched, { kind: 'raise', reason: 'first-step', weight: 50_000 }],
  [
    'after the last judged step',
    { s: 900_000, u: 900_000 },
    { kind: 'raise', reason: 'below-tolerate', weight: 1_000_000 },
  ],
  ['all traffic, acknowledged', whole, { kind: 'promote', reason: 'whole' }],
  [
    'an end below 100 % that is fine',
    { s: 1_000_000, u: 300_000, final: 300_000 },
    { kind: 'promote', reason: 'below-tolerate' },
  ],
])('goes on: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['just started: what proxies run is being read back', { startedAgoMs: 4_999 }, wait('reading-back')],
  ['no proxy was seen', { fleetSeen: false }, wait('no-proxy-seen')],
  ['a proxy owes its acknowledgement', { acked: false }, wait('not-acknowledged')],
  ['not fine now', { verdict: few }, wait('too-few-requests')],
  ['stable has too few requests', { verdict: scarce }, wait('little-stable-traffic')],
  ['a proxy sends no counts', { proxySilent: true }, wait('no-data')],
  ['hold not over', { heldMs: 9_999 }, wait('hold')],
  ['the last push has no answer', { pushed: false }, wait('push-pending')],
  ['branches not listed just now', { listedFresh: false }, wait('not-listed')],
  ['first step, no proxy seen', { ...untouched, fleetSeen: false }, wait('no-proxy-seen')],
  ['first step, branches not listed', { ...untouched, listedFresh: false }, wait('not-listed')],
  ['promotion: not acknowledged', { ...whole, acked: false }, wait('not-acknowledged')],
  ['promotion: branches not listed', { ...whole, listedFresh: false }, wait('not-listed')],
  [
    'an end below 100 % not known to be fine',
    { s: 1_000_000, u: 300_000, final: 300_000, verdict: few },
    wait('too-few-requests'),
  ],
  ['a short silence', { verdict: { ...silent, silentMs: 9_999 } }, wait('no-data')],
])('waits: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

const nothingElse: Partial<WalkView> = {
  acked: false,
  proxySilent: true,
  fleetSeen: false,
  startedAgoMs: 0,
  pushed: false,
  listedFresh: false,
  heldMs: 0,
};

test.each<Row>([
  ['with nothing else in place', { verdict: bad, ...nothingElse }, { kind: 'lower', reason: 'errors' }],
  ['while held by a person', { verdict: bad, ...held('paused') }, { kind: 'lower', reason: 'errors' }],
  ['while held at the deadline', { verdict: bad, ...held('deadline'), ...late }, { kind: 'lower', reason: 'errors' }],
  ['while suspended', { verdict: bad, ...suspended }, { kind: 'lower', reason: 'errors' }],
  ['before the first step', { ...untouched, verdict: bad }, { kind: 'lower', reason: 'errors' }],
  ['past the deadline', { verdict: bad, ...late }, { kind: 'lower', reason: 'errors' }],
])('lowers what is bad at once: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['the deadline passes', late, { kind: 'hold', reason: 'deadline' }],
  ['the deadline passes while others go first', { ...late, ...closed }, { kind: 'hold', reason: 'outside-window' }],
  [
    'the deadline passes while others go first, and the rollout asks for it back',
    { ...late, ...closed, rollout: rolloutOf({ onDeadline: 'rollback' }) },
    { kind: 'hold', reason: 'outside-window' },
  ],
  ['the deadline passes before anything was raised', { ...untouched, ...late }, { kind: 'hold', reason: 'deadline' }],
  ['the deadline passes with nothing else in place', { ...late, ...nothingElse }, { kind: 'hold', reason: 'deadline' }],
  [
    'the deadline passes in silence',
    { ...late, ...held('no-data'), verdict: silent },
    { kind: 'hold', reason: 'deadline' },
  ],
  [
    'the deadline passes for want of stable requests',
    { ...late, ...held('little-stable-traffic'), verdict: scarce },
    { kind: 'hold', reason: 'deadline' },
  ],
  [
    'the deadline passes, and the rollout asks for it back',
    { ...late, ...rollback },
    { kind: 'lower', reason: 'deadline' },
  ],
  ['no rollout covers it any more', { rollout: null }, { kind: 'hold', reason: 'no-walk' }],
  ['the rollout is suspended', suspended, { kind: 'hold', reason: 'no-walk' }],
  ['no counts for long', { verdict: silent }, { kind: 'hold', reason: 'no-data' }],
  [
    'counters that reset on and on',
    { verdict: { ...silent, reason: 'counts-reset' } },
    { kind: 'hold', reason: 'counts-reset' },
  ],
])('stops: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['rejected: only a person retries', { phase: 'Rejected', heldReason: 'errors', verdict: fine }, wait('errors')],
  [
    'rejected, and the evidence still bad',
    { phase: 'Rejected', heldReason: 'errors', s: 0, verdict: bad },
    wait('errors'),
  ],
  ['paused, and fine', held('paused'), wait('paused')],
  ['paused, and the rollout deleted', { ...held('paused'), rollout: null }, wait('paused')],
  ['held at the deadline, and fine', { ...held('deadline'), ...late }, wait('deadline')],
  ['held for others still', { ...held('outside-window'), ...late, ...closed }, wait('outside-window')],
  ['lowered in the fleet', held('lower-in-fleet'), wait('lower-in-fleet')],
  ['still no walk', { ...held('no-walk'), rollout: null }, wait('no-walk')],
  ['still silent', { ...held('no-data'), verdict: silent }, wait('no-data')],
  ['silent, and the process restarted', { ...held('no-data'), verdict: nothing }, wait('no-data')],
])('stays: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['the walk is back', held('no-walk'), { kind: 'resume', reason: 'no-walk' }],
  ['others are done', { ...held('outside-window'), ...late }, { kind: 'resume', reason: 'outside-window' }],
  ['counts are back', { ...held('no-data'), verdict: few }, { kind: 'resume', reason: 'no-data' }],
  ['stable has requests again', held('little-stable-traffic'), { kind: 'resume', reason: 'little-stable-traffic' }],
])('a cause that ends, ends its hold: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test('the deadline is over once all traffic is on it: it is promoted, or waits by a name', () => {
  const walk = { ...ready, ...whole, ...late };
  expect(decide(walk, nowMs)).toEqual({ kind: 'promote', reason: 'whole' });
  expect(decide({ ...walk, acked: false }, nowMs)).toEqual(wait('not-acknowledged'));
});

test('at an end below 100 % the deadline counts until it is fine', () => {
  const walk = { ...ready, ...late, ...bakes, s: 1_000_000, u: 300_000, final: 300_000 };
  expect(decide(walk, nowMs)).toEqual(wait('baking'));
  expect(decide({ ...walk, verdict: few }, nowMs)).toEqual({ kind: 'hold', reason: 'deadline' });
});

test('past its deadline every walk below all traffic is promoted, lowered or held by a name, whatever is known of it', () => {
  const kinds = [few, silent, nothing, fine, bad].flatMap((verdict) =>
    [{}, untouched, nothingElse, held('no-data'), held('no-walk'), rollback, { frozen: true }].map((change) => ({
      ...ready,
      ...change,
      verdict,
      ...late,
    })),
  );
  for (const walk of kinds) expect(['promote', 'lower', 'hold']).toContain(decide(walk, nowMs).kind);
});

test.each<Row>([
  ['fine: straight to the end', { skipSteps: true }, { kind: 'raise', reason: 'below-tolerate', weight: 1_000_000 }],
  [
    'the first step is taken as ever',
    { ...untouched, skipSteps: true },
    { kind: 'raise', reason: 'first-step', weight: 50_000 },
  ],
  ['not fine yet', { skipSteps: true, verdict: few }, wait('too-few-requests')],
  ['the hold not over', { skipSteps: true, heldMs: 9_999 }, wait('hold')],
])('a person who wants the end skips steps, not evidence: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['a raise', { frozen: true }, wait('frozen')],
  ['a first raise', { ...untouched, frozen: true }, wait('frozen')],
  ['lowering goes on', { frozen: true, verdict: bad }, { kind: 'lower', reason: 'errors' }],
  ['promotion goes on', { ...whole, frozen: true }, { kind: 'promote', reason: 'whole' }],
  ['the deadline counts on', { frozen: true, ...late }, { kind: 'hold', reason: 'deadline' }],
])('a freeze stops raises and nothing else: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['a first raise', { ...untouched, blockedBy: 'depends-on' }, wait('depends-on')],
  ['a raise, by a rule', { blockedBy: 'outside-window' }, wait('outside-window')],
  ['not a lowering', { blockedBy: 'outside-window', verdict: bad }, { kind: 'lower', reason: 'errors' }],
  ['not a promotion', { ...whole, blockedBy: 'outside-window' }, { kind: 'promote', reason: 'whole' }],
])('what goes first keeps a raise waiting: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  ['not over', { heldMs: 599_999 }, wait('baking')],
  ['over', { heldMs: 600_000 }, { kind: 'promote', reason: 'baked' }],
  ['past the deadline', { heldMs: 1, ...late }, wait('baking')],
  ['a breach', { heldMs: 1, verdict: { ...bad, reason: 'slo-breach' } }, { kind: 'lower', reason: 'slo-breach' }],
  ['a short silence', { heldMs: 600_000, verdict: { ...silent, silentMs: 3_000 } }, wait('no-data')],
  ['a long silence', { heldMs: 600_000, verdict: silent }, { kind: 'hold', reason: 'no-data' }],
  ['still silent', { ...held('no-data'), verdict: silent }, wait('no-data')],
  ['heard again', { ...held('no-data') }, { kind: 'resume', reason: 'no-data' }],
])('all traffic is watched for a while before it is promoted: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...whole, ...bakes, ...change }, nowMs)).toEqual(decision);
});

test.each<Row>([
  [
    'a source that is away for long',
    { verdict: { ...silent, reason: 'source-error' } },
    { kind: 'hold', reason: 'source-error' },
  ],
  ['still away', { ...held('source-error'), verdict: { ...silent, reason: 'source-error' } }, wait('source-error')],
  ['back again', { ...held('source-error'), verdict: few }, { kind: 'resume', reason: 'source-error' }],
])('trouble with a source is a hold that ends by itself: %s', (_, change, decision) => {
  expect(decide({ ...ready, ...change }, nowMs)).toEqual(decision);
});

test("a pause is a person's, and ends by a person; a breach lowers it all the same", () => {
  expect(decide({ ...ready, ...held('paused') }, nowMs)).toEqual(wait('paused'));
  expect(decide({ ...ready, ...held('paused'), verdict: bad }, nowMs)).toEqual({ kind: 'lower', reason: 'errors' });
});

test('only bad evidence or the deadline lowers, whatever else is known', () => {
  const changes: Partial<WalkView>[] = [few, silent, nothing, fine].flatMap((verdict) =>
    [{}, untouched, whole, nothingElse, suspended, held('no-data'), { rollout: null }].map((change) => ({
      ...change,
      verdict,
    })),
  );
  expect(changes.map((change) => decide({ ...ready, ...change }, nowMs).kind)).not.toContain('lower');
});

function wait(reason: string): Decision {
  return { kind: 'wait', reason };
}
