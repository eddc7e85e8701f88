import { describe, expect, test } from 'vitest';
import { createLoader, type Loaded } from './load.ts';
import { dataOf, ownRules } from './own-data.ts';

function load(texts: Readonly<Record<string, string>>): Loaded {
  return createLoader()(filesOf(texts), { intent: true });
}

function filesOf(
  texts: Readonly<Record<string, string>>,
): Map<string, { readonly oid: string; readonly text: string }> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, { oid: text, text }]));
}

function config(data: string): string {
  return `apiVersion: sluice.dev/v1alpha1\nkind: Config\nspec:\n  data: ${data}\n`;
}

/** `line:column message` of what is wrong with the data, as places of sluice.yaml. */
function faults(texts: Readonly<Record<string, string>>): readonly string[] {
  return load(texts).findings.map(
    ({ file, range, severity, rule, message }) =>
      `${file}:${range?.line}:${range?.column} ${severity} ${rule} ${message}`,
  );
}

const two = config('[a.yaml, b/c.json]');

describe('the files that are named', () => {
  const texts = {
    'sluice.yaml': two,
    'a.yaml': 'teams: {shop: {owner: ana}}\n',
    'b/c.json': '{"teams": {"shop": {"size": 3}}}',
  };

  test('are no policies, and joined at the root whatever their folder', () => {
    const loaded = load(texts);
    expect(loaded.findings).toEqual([]);
    expect(loaded.documents.map(({ file }) => file)).toEqual(['sluice.yaml']);
    const rego = ownRules(filesOf({ ...texts, 'x.rego': 'package x\n' }), loaded.dataFiles);
    expect([...rego.keys()]).toEqual(['x.rego', 'a.yaml', 'b/c.json']);
    expect(dataOf(rego)).toEqual({ teams: { shop: { owner: 'ana', size: 3 } } });
  });

  test('are policies again when nobody names them, with one loader too', () => {
    const loader = createLoader();
    const unnamed = { ...texts, 'sluice.yaml': config('[b/c.json]') };
    const documents = (files: Readonly<Record<string, string>>): readonly string[] =>
      loader(filesOf(files)).documents.map(({ file }) => file);
    expect(documents(texts)).toEqual(['sluice.yaml']);
    expect(documents(unnamed)).toEqual(['a.yaml', 'sluice.yaml']);
    expect(faults(unnamed)).toEqual(['a.yaml:1:1 warning not-an-object This document has no kind, and is left alone']);
  });

  test('go nowhere without rules', () => {
    expect(ownRules(filesOf(texts), load(texts).dataFiles).size).toBe(0);
    expect(dataOf(new Map([['x.rego', 'package x\n']]))).toBeNull();
  });

  test('say nothing below the name of the rules that ship, even where lint judges what it refuses', () => {
    const rego = new Map([
      ['a.yaml', 'sluice: {rules: {}}\na: 1\n'],
      ['b.json', '{"sluice": {"own": 1}, "b": 2}'],
    ]);
    expect(dataOf(rego)).toEqual({ a: 1, b: 2 });
  });
});

test.each([
  ['missing', {}, '5:5 error own-data There is no a.yaml that could be read'],
  ['empty', { 'a.yaml': '# nothing\n' }, '5:5 error own-data Expected one document in a.yaml, found none'],
  [
    'several documents',
    { 'a.yaml': 'a: 1\n---\nb: 1\n' },
    '5:5 error own-data Expected one document in a.yaml, found 2',
  ],
  ['a list', { 'a.yaml': '- 1\n' }, '5:5 error own-data Expected an object in a.yaml, found a list'],
  [
    'of ours',
    { 'a.yaml': 'sluice: {rules: {}}\n' },
    '5:5 error own-data a.yaml has the key "sluice", which is that of the rules that ship',
  ],
  [
    'too large',
    { 'a.yaml': `a: ${'x'.repeat(1_000_001)}\n` },
    '5:5 error own-data With a.yaml the data has more than 1000000 bytes in all',
  ],
])('a file that is %s is refused at its name', (_, files, fault) => {
  expect(faults({ 'sluice.yaml': config('\n  - a.yaml'), ...files })).toEqual([`sluice.yaml:${fault}`]);
});

test.each([
  ['another value', '{"teams": {"shop": {"owner": "ben"}}}'],
  ['an object in place of a value', '{"teams": {"shop": {"owner": {"name": "ana"}}}}'],
])('two files that say one path differently are refused: %s', (_, other) => {
  const texts = { 'sluice.yaml': two, 'a.yaml': 'teams: {shop: {owner: ana}}\n', 'b/c.json': other };
  expect(faults(texts)).toEqual([
    'sluice.yaml:4:18 error own-data b/c.json says teams.shop.owner otherwise than a.yaml',
  ]);
  const same = { ...texts, 'b/c.json': '{"teams": {"shop": {"owner": "ana"}, "bank": 1}}' };
  expect(faults(same)).toEqual([]);
});

test('what a file of data can not be read for is said where it stands', () => {
  expect(faults({ 'sluice.yaml': config('[a.yaml]'), 'a.yaml': 'a: [1\n' })).toEqual([
    expect.stringMatching(/^a\.yaml:\d:\d error yaml-syntax /),
  ]);
});

test.each(['../a.yaml', '/a.yaml', './a.yaml', 'a//b.yaml', '.hidden/a.yaml', 'a.rego', 'sluice.yaml', '3'])(
  'a name that no file of policies has is refused: %s',
  (name) => {
    expect(faults({ 'sluice.yaml': config(`[${name}]`) })).toEqual([
      expect.stringContaining('sluice.yaml:4:10 error malformed-object Expected the path of a *.yaml, *.yml or *.json'),
    ]);
  },
);
