import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChunk } from './document.ts';
import type { Json } from './mesh.ts';
import { toPlain } from './plain.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { seedOfRun } from '../test/support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

/** Runs of each property; more of them look further. */
const numRuns = Number(process.env['SIMPLE_YAML_RUNS'] ?? 3000);

/** What the parser of the whole language makes of a text; undefined where it, or we, refuse anything in it. */
function whole(text: string): Json | undefined {
  const { errors, warnings, contents } = parseChunk({ start: 0, text });
  const { value, refusals } = toPlain(contents);
  return errors.length + warnings.length + refusals.length > 0 ? undefined : value;
}

/** Whether the text was simple; if so, it must have the one meaning. */
function isSimple(text: string): boolean {
  const value = readSimpleYaml(text);
  if (value !== undefined) expect([text, value]).toEqual([text, whole(text)]);
  return value !== undefined;
}

/** Checks many texts; how many in a hundred were simple: where few are, the property says little. */
function percentSimple(texts: fc.Arbitrary<string>): number {
  let simple = 0;
  const property = fc.property(texts, (text) => {
    if (isSimple(text)) simple += 1;
  });
  fc.assert(property, { numRuns });
  return (100 * simple) / numRuns;
}

const words = (text: string): fc.Arbitrary<string> => fc.constantFrom(...text.split('¦'));

const plain = words(
  'a¦x y¦a.b/c¦5s¦80¦-1¦0¦007¦089¦0x1F¦1_000¦1e3¦.5¦1.¦+1¦yes¦n¦Off¦null¦~¦~a¦NULL¦true¦TRUE¦12:30¦10.0.0.1:80¦' +
    'http://a/b¦/a¦-a¦a:b¦a,b¦a, b¦(x)¦a)¦*¦2026-01-01¦a=b¦a@b¦"a: b"¦\'a\'¦""¦{}¦[]¦{a: b}¦[a, b]¦[ a ]¦[a b, {c: d}]¦' +
    '{a: [1, "x, y"], b: \'z\'}¦{a: b:c}',
);
const odd = words(
  '9007199254740993¦-.inf¦.nan¦a: b¦a:¦a #b¦a#b¦# b¦-¦- a¦--¦---¦...¦?¦? a¦*a¦&a b¦!t a¦%a¦@a¦`a¦"a\\n"¦\'it\'\'s\'¦"a" b¦' +
    '"a¦|¦>-¦{a:b}¦{a: , b: c}¦{a}¦{"a": b}¦[a, ]¦[a,b]¦[a: b]¦{a: b, a: c}¦[¦{a: 1}}¦¦=¦<<¦é¦a\tb',
);
const keys = words('a¦b¦c¦spec¦yes¦a.b/c-d');
const oddKeys = words('null¦1¦"q"¦__proto__¦<<¦a b¦x:y¦- a¦-¦?¦é');
const ends = words('¦¦¦¦ ¦ # note¦\n# note¦\n\n   # note');

/** A value as lines: lists stand below their key or deeper, maps deeper. */
const { block } = fc.letrec<{ block: (indent: number) => string }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    {
      arbitrary: fc.tuple(plain, ends).map(
        ([text, end]) =>
          () =>
            ` ${text}${end}\n`,
      ),
      weight: 3,
    },
    fc
      .tuple(fc.array(fc.tuple(keys, tie('block')), { minLength: 1, maxLength: 4 }), fc.constantFrom(1, 2, 4))
      .map(([entries, deeper]) => (indent: number) => {
        const pad = ' '.repeat(indent + deeper);
        return `\n${entries.map(([key, value]) => `${pad}${key}:${value(indent + deeper)}`).join('')}`;
      }),
    fc
      .tuple(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 2), fc.boolean())
      .map(([items, deeper, isCompact]) => (indent: number) => {
        const pad = ' '.repeat(indent + deeper);
        const texts = items.map((item) => item(indent + deeper));
        // A map may begin behind its dash where its keys stand two deeper.
        const compact = texts.map((text) => (isCompact ? text.replace(/^\n +(?=\w)/, ' ') : text));
        return `\n${compact.map((text) => `${pad}-${text}`).join('')}`;
      }),
  ),
}));
const documents = fc
  .array(fc.tuple(keys, block), { minLength: 1, maxLength: 4 })
  .map((entries) => entries.map(([key, value]) => `${key}:${value(0)}`).join(''));

test('what is read line by line has the one meaning that it has in the whole language', () => {
  expect(percentSimple(documents)).toBeGreaterThan(20);
});

test('so it has with something odd anywhere in it', () => {
  const bits = fc.oneof(odd, oddKeys, words(' ¦  ¦\n¦:¦: ¦- ¦#¦"¦\'¦,¦{¦]¦\r¦\t¦\u00A0¦\u2028¦a¦1'));
  const harmed = fc.tuple(documents, fc.nat(), fc.nat(3), bits).map(([text, at, length, bit]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + bit + text.slice(from + length);
  });
  expect(percentSimple(harmed)).toBeGreaterThan(5);
});

test('so have lines in any order, at any depth', () => {
  const texts = fc.oneof({ arbitrary: plain, weight: 2 }, odd);
  const line = fc.oneof(
    { arbitrary: fc.tuple(keys, texts, ends).map(([key, text, end]) => `${key}: ${text}${end}`), weight: 4 },
    { arbitrary: fc.tuple(keys, ends).map(([key, end]) => `${key}:${end}`), weight: 3 },
    fc.tuple(keys, texts, ends).map(([key, text, end]) => `- ${key}: ${text}${end}`),
    fc.tuple(texts, ends).map(([text, end]) => `- ${text}${end}`),
    fc.tuple(oddKeys, texts).map(([key, text]) => `${key}: ${text}`),
    words('¦-¦# note¦- - a¦a¦   ¦-  ¦-   a:'),
  );
  const indented = fc.tuple(fc.constantFrom(0, 0, 2, 2, 4, 1), line).map(([indent, text]) => ' '.repeat(indent) + text);
  const lines = fc.array(indented, { minLength: 1, maxLength: 5 }).map((each) => each.join('\n'));
  expect(percentSimple(lines)).toBeGreaterThan(1);
});

test.each([
  [
    'a map of what is common',
    'a: 1\nb:\n  - name: x # here\n    w: 5s\n\n  # and here\n  - {p: [1, "y"], q: {}}\nc:\n- d\n- e\nf:\n',
    {
      a: 1,
      b: [
        { name: 'x', w: '5s' },
        { p: [1, 'y'], q: {} },
      ],
      c: ['d', 'e'],
      f: null,
    },
  ],
  ['a list', '- a\n-\n  b: yes\n', ['a', { b: true }]],
])('%s is simple', (_, text, expected) => {
  expect(readSimpleYaml(text)).toEqual(expected);
});

test.each([
  'a: |\n  b',
  'a: b\n  c',
  'a: 1\na: 2',
  '&a a: 1',
  ' a: 1',
  'a: é',
  'a: "\\n"',
  'a:\tb',
  '{a: b}',
  'a',
  '',
  'null: 1',
  'a: {null: 1}',
  '__proto__: 1',
  'a: b\u00A0',
  'a: 1\n b: 2',
  '- - a',
  'a: b\r\n',
  'a: 99999999999999999999',
  `a: ${'['.repeat(40)}${']'.repeat(40)}`,
])('%j is left to the other parser', (text) => {
  expect(readSimpleYaml(text)).toBeUndefined();
});
