import { expect, test } from 'vitest';
import type { Finding, Severity } from '../../../policies/finding.ts';
import { humanFormat } from './human.ts';
import { reportOf } from './report.ts';

function finding(rule: string, severity: Severity, n: number): Finding {
  return { rule, severity, message: `this is ${n}`, remedy: '', file: null, range: null, object: null };
}

function textOf(findings: readonly Finding[], failLevel: Severity = 'error'): string {
  return humanFormat(reportOf({ findings, texts: new Map(), checked: { files: 1, documents: 1 }, failLevel }), {
    colour: false,
  });
}

const few = Array.from({ length: 10 }, (_, n) => finding('not-translated', 'info', n));
const many = [...few, finding('unknown-kind', 'info', 10), finding('route-to-nothing', 'error', 11)];

test('a few notes are shown', () => {
  expect(textOf(few)).toContain('this is 9');
});

test('many notes are counted, and hide nothing', () => {
  const text = textOf(many);
  expect(text).toContain('this is 11');
  expect(text).not.toContain('this is 9');
  expect(text).toContain('notes: not-translated 10, unknown-kind 1 (');
  expect(text).toContain('\nmore: sluice rules route-to-nothing\n1 document');
  expect(text).toMatch(/1 document in 1 file: 1 error, 11 notes\n$/);
});

test('who fails by notes sees them all', () => {
  expect(textOf(many, 'info')).toContain('this is 9');
});
