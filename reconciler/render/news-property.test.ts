// Whatever stands in a message or in its evidence: it is read without harm, and told without harm.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedOfRun } from '../../test/support/properties.ts';
import type { LiveStep } from '../live/live-step.ts';
import { liveMessage, verbs, type LiveEvent } from '../live/trailers.ts';
import { readLiveText } from './live-commit.ts';
import { newsOf } from './news.ts';
import { notificationOf } from './notification.ts';
import { evidenceClause, evidenceShort, readEvidence } from './said-evidence.ts';

const words = fc.string({ unit: 'binary', maxLength: 60 });
const ppm = fc.integer({ min: 0, max: 1_000_000 });
const phase = fc.constantFrom('Progressing', 'Held', 'Rejected', 'Promoted', 'Reverted', 'Settled', 'Gone');
const reason = fc.constantFrom('', 'errors', 'no-data', 'outside-window');
const name = fc.stringMatching(/^[a-z][a-z0-9 →.{[#~]{0,20}[a-z]$/);
const moved = fc.stringMatching(/^[a-z][a-zA-Z0-9 ().#]{0,20}[a-z)]$/).map((each) => `VirtualService/shop/${each}`);
const step = fc
  .record({
    target: name.map((each) => `VirtualService/shop/${each}`),
    fromPpm: ppm,
    toPpm: ppm,
    phase,
    reason,
    movedFrom: fc.option(moved),
  })
  .map(({ movedFrom, ...each }) => (movedFrom === null ? each : { ...each, movedFrom }));
// The keys of that table are events; `Object.keys` forgets it.
const event = fc.constantFrom(...(Object.keys(verbs) as LiveEvent[]));

test('what is written for a target is read for it', () => {
  fc.assert(
    fc.property(event, fc.array(step, { minLength: 1, maxLength: 4 }), words, (written, steps, by) => {
      const message = liveMessage({ event: written, intent: '2'.repeat(40), steps, by, reason: by });
      const read = readLiveText(message).targets.map(({ text: _, ...each }) => each);
      const short = (target: string): string => target.slice('VirtualService/'.length);
      expect(read).toEqual(
        steps.map(({ target, movedFrom, ...each }: LiveStep) => {
          return { ...each, target: short(target), movedFrom: movedFrom === undefined ? null : short(movedFrom) };
        }),
      );
    }),
    { seed: seedOfRun() },
  );
});

test('any message is told in every form, and in Slack nothing of it is markup', () => {
  const line = fc.tuple(fc.constantFrom('Intent', 'Target', 'Evidence', 'By', 'Reason'), words);
  fc.assert(
    fc.property(words, fc.array(line, { maxLength: 6 }), (subject, lines) => {
      const trailers = lines.map(([key, value]) => `Sluice-${key}: ${value}\n`).join('');
      const message = `${subject}\n\nSluice-Intent: ${'2'.repeat(40)}\n${trailers}`;
      for (const news of newsOf({ oid: '3'.repeat(40), committedAt: 0, message }, subject)) {
        for (const kind of ['webhook', 'cloudevents', 'slack'] as const) {
          const { body } = notificationOf(news, kind);
          const document: { text?: string } = JSON.parse(body);
          expect(document.text ?? '').not.toMatch(/[<>\n]|&(?!amp;|lt;|gt;)/);
        }
      }
    }),
    { seed: seedOfRun() },
  );
});

test('any evidence is read, or turned down', () => {
  const field = fc.constantFrom(
    'canary',
    'stable',
    'items',
    'tests',
    'bounds',
    'key',
    'odd',
    'tape',
    'verdict',
    'value',
  );
  const count = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `${a}/${b}`);
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      count,
      fc.double(),
      words,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(field, tie('value'), { maxKeys: 6 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(field, value, { maxKeys: 8 }), (evidence) => {
      const said = readEvidence(JSON.stringify(evidence));
      if (said === null) return;
      expect(typeof evidenceClause(said)).toBe('string');
      expect(typeof evidenceShort(said)).toBe('string');
    }),
    { seed: seedOfRun() },
  );
});
