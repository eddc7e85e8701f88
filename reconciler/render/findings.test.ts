import { expect, test } from 'vitest';
import type { Finding } from '../../policies/finding.ts';
import { findingsSummary, findingsText } from './findings.ts';

const file = 'routes/checkout.yaml';
const source = ['kind: VirtualService', 'spec:', '  weight: 120', '\tname: "日本"  # x', 'end: 1'].join('\n');
const sources = new Map([[file, source]]);
const plain = { colour: false };

function finding(changes: Partial<Finding>): Finding {
  return {
    rule: 'weights-invalid',
    severity: 'error',
    message: 'The weight is 120, above 100.',
    remedy: 'Use a weight from 0 to 100.',
    file,
    range: { line: 3, column: 11, endLine: 3, endColumn: 14 },
    object: 'VirtualService shop/checkout',
    ...changes,
  };
}

test('a finding has its place, its line with a caret under the range, and its remedy', () => {
  expect(findingsText([finding({})], sources, plain)).toBe(
    [
      'routes/checkout.yaml:3:11: error weights-invalid The weight is 120, above 100.',
      '  3 |   weight: 120',
      '    |           ^^^',
      '  fix: Use a weight from 0 to 100.',
      '',
      '',
    ].join('\n'),
  );
});

test.each([
  ['of the whole repository', { file: null, range: null, remedy: '' }, ['repository: error weights-invalid M']],
  ['of a whole file', { range: null, remedy: '' }, ['routes/checkout.yaml: error weights-invalid M']],
  ['in a file whose text is not known', { file: 'b.yaml', remedy: '' }, ['b.yaml:3:11: error weights-invalid M']],
  [
    'past the end of the file',
    { range: { line: 9, column: 1, endLine: 9, endColumn: 2 }, remedy: '' },
    ['routes/checkout.yaml:9:1: error weights-invalid M'],
  ],
  [
    'over several lines: the caret runs to the end of the first',
    { range: { line: 2, column: 1, endLine: 3, endColumn: 5 }, remedy: '' },
    ['routes/checkout.yaml:2:1: error weights-invalid M', '  2 | spec:', '    | ^^^^^'],
  ],
  [
    'of no width: one caret',
    { range: { line: 2, column: 6, endLine: 2, endColumn: 6 }, remedy: '' },
    ['routes/checkout.yaml:2:6: error weights-invalid M', '  2 | spec:', '    |      ^'],
  ],
  [
    'after a tab, under wide characters',
    { range: { line: 4, column: 8, endLine: 4, endColumn: 12 }, remedy: '' },
    ['routes/checkout.yaml:4:8: error weights-invalid M', '  4 |  name: "日本"  # x', '    |        ^^^^^^'],
  ],
])('a finding %s', (_, changes, lines) => {
  expect(findingsText([finding({ message: 'M', ...changes })], sources, plain)).toBe([...lines, '', ''].join('\n'));
});

test('of a very long line, the part round the caret is shown', () => {
  const long = `${'a'.repeat(500)}HERE${'b'.repeat(500)}`;
  const range = { line: 1, column: 501, endLine: 1, endColumn: 505 };
  const [, line = '', carets = ''] = findingsText([finding({ range })], new Map([[file, long]]), plain).split('\n');
  expect(line.length).toBeLessThan(125);
  expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
});

test('findings come sorted by place, whatever order they were found in', () => {
  const first = finding({ range: { line: 1, column: 1, endLine: 1, endColumn: 5 } });
  const second = finding({ rule: 'step-too-large' });
  const text = findingsText([second, first], sources, plain);
  expect(text).toBe(findingsText([first, second], sources, plain));
  expect(text.indexOf('weights-invalid')).toBeLessThan(text.indexOf('step-too-large'));
});

test.each(['message', 'remedy', 'rule', 'file'] as const)(
  'nothing that moves the cursor comes through in its %s',
  (field) => {
    const text = findingsText([finding({ [field]: 'a\u001b[2J\u202eb\r\nc\u0085\ud800' })], sources, plain);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(text).toContain(String.raw`a\u{1b}[2J\u{202e}b\r\nc\u{85}\u{d800}`);
  },
);

test('nothing that moves the cursor comes through in the source line', () => {
  const hostile = 'key: \u001b]0;owned\u0007 \u202evalue';
  const range = { line: 1, column: 6, endLine: 1, endColumn: 7 };
  const text = findingsText([finding({ range })], new Map([[file, hostile]]), plain);
  expect(text).not.toContain('\u001b');
  expect(text).toContain('    |      ^^^^^^\n');
});

test('colour only where it is asked for', () => {
  expect(findingsText([finding({})], sources, { colour: true })).toContain('\u001b[31merror');
  expect(findingsText([finding({})], sources, plain)).not.toContain('\u001b');
});

test.each([
  [[], 'no findings'],
  [['error'], '1 error'],
  [['warning', 'error', 'warning', 'info'], '1 error, 2 warnings, 1 note'],
] as const)('the summary of %j is %s', (severities, summary) => {
  expect(findingsSummary(severities.map((severity) => finding({ severity })))).toBe(summary);
});
