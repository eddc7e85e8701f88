import { describe, expect, test } from 'vitest';
import type { Edit } from './finding.ts';
import { fixText } from './fix.ts';

const block = `# above
kind: A
spec: # of it
  list:
  - name: x # one
    mode: old
  - name: y
  flow: {a: 1, b: {c: d}}
  empty:
---
kind: B
`;

function fixed(...edits: readonly Edit[]): string | null {
  return fixText('a.yaml', block, { document: 0, edits });
}

describe('a fix touches no more than its lines', () => {
  const cases: readonly (readonly [string, Edit, string, string])[] = [
    ['a value', { op: 'set', path: ['spec', 'list', 0, 'mode'], value: 'NEW' }, 'mode: old', 'mode: NEW'],
    ['a value that needs quotes', { op: 'set', path: ['kind'], value: 'yes' }, 'kind: A', 'kind: "yes"'],
    ['a value in flow', { op: 'set', path: ['spec', 'flow', 'a'], value: [1, 'x'] }, 'a: 1', 'a: [1, x]'],
    ['a new field', { op: 'set', path: ['spec', 'on'], value: true }, '  list:', '  "on": true\n  list:'],
    [
      'a new field of an item',
      { op: 'set', path: ['spec', 'list', 1, 'mode'], value: 'm' },
      '- name: y',
      '- mode: m\n    name: y',
    ],
    ['a new field in flow', { op: 'set', path: ['spec', 'flow', 'z'], value: {} }, '{a: 1', '{z: {}, a: 1'],
    [
      'what is deeper than what is there',
      { op: 'set', path: ['spec', 'p', 'q'], value: 1 },
      '  list:',
      '  p: {q: 1}\n  list:',
    ],
    ['a field goes', { op: 'remove', path: ['spec', 'list', 0, 'name'] }, 'name: x # one\n    mode', 'mode'],
    ['a field in flow goes', { op: 'remove', path: ['spec', 'flow', 'b'] }, ', b: {c: d}', ''],
    [
      'an item goes',
      { op: 'remove', path: ['spec', 'list', 0] },
      'name: x # one\n    mode: old\n  - name: y',
      'name: y',
    ],
    ['the only field goes', { op: 'remove', path: ['spec', 'flow', 'b', 'c'] }, '{c: d}', '{}'],
    ['a key has another name', { op: 'rename', path: ['spec', 'flow'], name: 'flown' }, 'flow:', 'flown:'],
  ];
  test.each(cases)('%s', (_, edit, from, to) => {
    expect(block).toContain(from);
    expect(fixed(edit)).toBe(block.replace(from, to));
  });
});

test('what has no place, or would not come out as it is meant, is left alone', () => {
  expect(fixed({ op: 'remove', path: ['nothing'] })).toBeNull();
  expect(fixed({ op: 'rename', path: ['kind'], name: 'spec' })).toBeNull();
  expect(fixed({ op: 'set', path: ['spec', 'list', 7], value: 1 })).toBeNull();
  expect(
    fixText('a.yaml', 'a: &x {b: 1}\nc: *x\n', { document: 0, edits: [{ op: 'set', path: ['c', 'b'], value: 2 }] }),
  ).toBeNull();
  expect(fixText('a.yaml', block, { document: 5, edits: [{ op: 'remove', path: ['kind'] }] })).toBeNull();
});

test('of several edits all are done, or none', () => {
  const set: Edit = { op: 'set', path: ['kind'], value: 'C' };
  expect(fixed(set, { op: 'remove', path: ['spec', 'flow'] })).toContain('kind: C');
  expect(fixed(set, { op: 'remove', path: ['nothing'] })).toBeNull();
});
