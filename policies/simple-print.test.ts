import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, visit } from 'yaml';
import { parseDocuments, printDocument } from './document.ts';
import type { Json } from './mesh.ts';
import { kubernetesSchema } from './schema.ts';
import { printSimple } from './simple-print.ts';
import { seedOfRun } from '../test/support/properties.ts';

/** The printer of the whole language. */
function whole(value: Json): string {
  const document = new Document(value, { schema: kubernetesSchema, aliasDuplicateObjects: false });
  visit(document, { Scalar: (_key, node) => void (node.value === '<<' && (node.type = 'QUOTE_DOUBLE')) });
  return document.toString({ lineWidth: 0, minContentWidth: 0 });
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    'yes',
    'null',
    '1',
    '0644',
    '1e3',
    '.5',
    '-',
    '- a',
    '#a',
    'a #b',
    'a#b',
    'a: b',
    'a:b',
    'a:',
    ':a',
    'true',
    '~',
  ),
  fc.constantFrom(
    '2026-01-31T12:00:00.123Z',
    'VirtualService/shop/web#primary',
    'm.shop.svc:80/v1',
    '{a}',
    '[a]',
    'a, b',
    "it's",
    '"q"',
  ),
  fc.string({ unit: fc.constantFrom(...Array.from('ab1 :#-/.,{}[]"\'%@!&*?|>~=+\\_')), maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const key = fc.oneof(fc.constantFrom('a', 'b-c', 'since', 'yes', 'null', '1', 'a#b', ''), text);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

test('what is printed simply is what the whole language prints', () => {
  let simple = 0;
  const property = fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c', 'targets'), value), (map) => {
    const printed = printSimple(map);
    if (printed === null) return;
    simple += 1;
    expect(printed).toBe(whole(map));
    expect(parseDocuments('a.yaml', printed).documents[0]?.value).toEqual(map);
  });
  fc.assert(property, { seed: seedOfRun(), numRuns: Number(process.env['SIMPLE_YAML_RUNS'] ?? 3000) });
  expect(simple).toBeGreaterThan(300);
});

test.each([
  [{ a: [{ b: 1, c: [] }, 'd'], e: {}, f: '', g: null, h: [[1]] }, null],
  [{ a: [{ b: 1, c: [] }, 'd'], e: {}, f: '', g: null }, 'a:\n  - b: 1\n    c: []\n  - d\ne: {}\nf: ""\ng: null\n'],
  [{ target: 'VirtualService/shop/web#primary', s: 0.05 }, 'target: VirtualService/shop/web#primary\ns: 0.05\n'],
])('%j', (map, printed) => {
  expect(printSimple(map)).toBe(printed);
  expect(printDocument(map)).toBe(whole(map));
});
