import { expect, test } from 'vitest';
import { readVerdict } from './verdict.ts';

const violation = { rule: 'r', severity: 'error', message: 'm', remedy: '', at: null };

function verdictOf(violations: unknown, rules: unknown = ['r']): ReturnType<typeof readVerdict> {
  return readVerdict([{ result: { rules, violations } }]);
}

test('a well-formed verdict comes through', () => {
  const placed = { ...violation, at: { document: 0, path: ['spec', 0] } };
  const mended = { ...placed, fix: [{ op: 'set', path: ['spec'], value: null }] };
  expect(verdictOf([violation, placed, mended], ['r', 's'])).toEqual({
    kind: 'judged',
    violations: [{ ...violation, fix: [] }, { ...placed, fix: [] }, mended],
    rulesRun: 2,
  });
});

test.each([
  ['an undefined result', readVerdict([])],
  ['no result set', readVerdict(undefined)],
  ['no list of violations', verdictOf(undefined)],
  ['no rule that ran', verdictOf([], [])],
  ['a message that is no text', verdictOf([{ ...violation, message: 3 }])],
  ['an empty message', verdictOf([{ ...violation, message: '' }])],
  ['no message', verdictOf([{ rule: 'r', severity: 'error', remedy: '', at: null }])],
  ['an unknown severity', verdictOf([{ ...violation, severity: 'off' }])],
  ['a remedy that is no text', verdictOf([{ ...violation, remedy: null }])],
  ['a place that is no place', verdictOf([{ ...violation, at: 'file.yaml' }])],
  ['a document that is no position', verdictOf([{ ...violation, at: { document: -1, path: [] } }])],
  ['a fix that is no list', verdictOf([{ ...violation, fix: {} }])],
  ['an edit that nobody knows', verdictOf([{ ...violation, fix: [{ op: 'move', path: ['a'] }] }])],
  ['an edit without a path', verdictOf([{ ...violation, fix: [{ op: 'remove', path: [] }] }])],
  ['a path with something else in it', verdictOf([{ ...violation, at: { document: 0, path: [1.5] } }])],
  ['an item that is no object', verdictOf(['text'])],
])('%s is no verdict', (_, verdict) => {
  expect(verdict.kind).toBe('no-verdict');
});

test('the reason names the rule and what it said', () => {
  expect(verdictOf([{ ...violation, message: [1] }])).toMatchObject({
    reason: expect.stringMatching(/rule r reports \[1\]/),
  });
});

test('a message that quotes a whole document is cut', () => {
  const message = 'x'.repeat(1_000_000);
  const violation = { rule: 'own/a', severity: 'error', message, remedy: '', at: null, fix: [] };
  const verdict = readVerdict([{ result: { rules: ['own/a'], violations: [violation] } }]);
  expect(verdict).toMatchObject({ kind: 'judged', violations: [{ message: `${'x'.repeat(2_000)}…` }] });
});
