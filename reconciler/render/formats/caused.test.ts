import { expect, test } from 'vitest';
import type { Finding } from '../../../policies/finding.ts';
import { causedFindings } from './caused.ts';
import type { Found } from './report.ts';

function found(texts: Readonly<Record<string, string>>, ...findings: readonly Finding[]): Found {
  return { findings, texts: new Map(Object.entries(texts)), checked: { files: 1, documents: 1 } };
}

function finding(line: number, message: string, more: Partial<Finding> = {}): Finding {
  const range = { line, column: 1, endLine: line, endColumn: 9 };
  const object = 'Service shop/checkout';
  return { rule: 'r', severity: 'error', message, remedy: '', file: 'a.yaml', range, object, ...more };
}

test('what only moved is old', () => {
  const before = found({ 'a.yaml': 'port: 99' }, finding(1, 'no such port'));
  expect(causedFindings(found({ 'a.yaml': '\nport: 99' }, finding(2, 'no such port')), before)).toEqual([]);
  const elsewhere = finding(1, 'no such port', { file: 'b.yaml' });
  expect(causedFindings(found({ 'b.yaml': 'port: 99' }, elsewhere), before)).toEqual([]);
});

test('one old finding stands for one new', () => {
  const before = found({ 'a.yaml': 'port: 99' }, finding(1, 'no such port'));
  const again = finding(2, 'no such port');
  const after = found({ 'a.yaml': 'port: 99\nport: 98' }, finding(1, 'no such port'), again);
  expect(causedFindings(after, before)).toEqual([again]);
});

test('other words about the same text, or the same words about another text, are no news', () => {
  const before = found({ 'a.yaml': 'port: 99' }, finding(1, 'no port 99; there is 80'));
  expect(causedFindings(found({ 'a.yaml': 'port: 99' }, finding(1, 'no port 99; there is 81')), before)).toEqual([]);
  expect(causedFindings(found({ 'a.yaml': 'port: 98' }, finding(1, 'no port 99; there is 80')), before)).toEqual([]);
});

test('another rule, another object, other words about another text are news', () => {
  const before = found({ 'a.yaml': 'port: 99' }, finding(1, 'a'));
  for (const one of [finding(1, 'a', { rule: 's' }), finding(1, 'a', { object: 'Service shop/cart' })]) {
    expect(causedFindings(found({ 'a.yaml': 'port: 99' }, one), before)).toEqual([one]);
  }
  expect(causedFindings(found({ 'a.yaml': 'port: 98' }, finding(1, 'b')), before)).toHaveLength(1);
});
