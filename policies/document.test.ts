import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Document, parseDocuments, printDocument } from './document.ts';
import type { Path } from './finding.ts';
import { sameJson } from './json.ts';
import type { Json } from './mesh.ts';
import { seedOfRun } from '../test/support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

function valuesOf(text: string, file = 'a.yaml'): readonly Json[] {
  const { documents, findings } = parseDocuments(file, text);
  expect(findings).toEqual([]);
  return documents.map(({ value }) => value);
}

describe('plain scalars are read as Kubernetes reads them', () => {
  test.each<[string, Json]>([
    ['yes', true],
    ['Off', false],
    ['y', true],
    ['NO', false],
    ['yess', 'yess'],
    ['0644', 420],
    ['089', 89],
    ['0o17', 15],
    ['0x1F', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ['-12', -12],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['12:30:45', '12:30:45'],
    ['2020-01-01', '2020-01-01'],
    ['~', null],
    ['', null],
    ['null', null],
    ['"yes"', 'yes'],
    ['!!str 1', '1'],
    ['9007199254740991', 9007199254740991],
  ])('%s', (text, value) => {
    expect(valuesOf(`a: ${text}`)).toEqual([{ a: value }]);
  });
});

describe('streams', () => {
  test.each<[string, readonly Json[]]>([
    ['', []],
    ['# only a comment\n', []],
    ['---\n---\n', []],
    ['a: 1', [{ a: 1 }]],
    ['--- {a: 1}\n--- # c\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
    ['a: 1\n---\r\nb: 2\r\n---\r\n', [{ a: 1 }, { b: 2 }]],
    ['a: |\n  x\n  ---\nb: "---"\n', [{ a: 'x\n---\n', b: '---' }]],
    ['\uFEFFa: 1\n', [{ a: 1 }]],
    ['--- |\n  text\n', ['text\n']],
    ['a: ---x\n---x: 1\n', [{ a: '---x', '---x': 1 }]],
  ])('%j', (text, values) => {
    expect(valuesOf(text)).toEqual(values);
  });

  test('a JSON file is one document, whatever stands in its texts', () => {
    expect(valuesOf('{"a": "x\\n---\\ny",\n\t"b": "\\/"}', 'a.json')).toEqual([{ a: 'x\n---\ny', b: '/' }]);
  });

  test('aliases repeat their values', () => {
    expect(valuesOf('a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x\n')).toEqual([{ a: { b: 1 }, c: { b: 1 }, d: 2, e: 2 }]);
  });
});

function only(text: string): Document {
  const [document] = parseDocuments('a.yaml', text).documents;
  if (!document) throw new Error('no document');
  return document;
}

describe('places', () => {
  const text =
    '# head\n---\nspec:\n  hosts: [a, "b c"]  # two\n  http:\n  - name: x\n    route:\n    - weight: 5\n  empty:\nlast: 1\n';
  const lines = text.split('\n');
  /** What stands at a place, when it is on one line. */
  const at = (path: Path, part?: 'key' | 'value'): string => {
    const { line, column, endLine, endColumn } = only(text).rangeOf(path, part);
    return line === endLine
      ? (lines[line - 1] ?? '').slice(column - 1, endColumn - 1)
      : `${line}:${column}-${endLine}:${endColumn}`;
  };

  test('a path has the place of its value, or of its key', () => {
    expect(at(['spec', 'hosts', 1])).toBe('"b c"');
    expect(at(['spec', 'hosts'])).toBe('[a, "b c"]');
    expect(at(['spec', 'hosts'], 'key')).toBe('hosts');
    expect(at(['spec', 'http', 0, 'route', 0, 'weight'])).toBe('5');
    expect(at(['spec', 'http', 0, 'route'])).toBe('weight: 5'.padStart(11, '- '));
    expect(at(['spec', 'http'])).toBe('6:3-8:16');
    expect(at(['spec', 'empty'])).toBe('empty');
    expect(at([])).toBe('3:1-10:8');
  });

  test('a path that is not there has the place of its deepest ancestor', () => {
    expect(at(['spec', 'tls', 0])).toBe('spec');
    expect(at(['spec', 'hosts', 7])).toBe('hosts');
    expect(at(['nothing'])).toBe('3:1-10:8');
    expect(at(['last', 'more'])).toBe('last');
  });
});

describe('hostile texts are findings, in bounded time', () => {
  test.each<[string, string]>([
    ['open brackets', '['.repeat(1_000_000)],
    ['indicators', '- '.repeat(500_000)],
    ['deep blocks', Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['a long file', `a: "${'x'.repeat(1_100_000)}"`],
    ['bad documents', '---\n[\n'.repeat(5000)],
    ['a directive after many lines', `${'\n# c'.repeat(100_000)}\n%YAML 1.1\n`],
    ['a thousand ends', '[]'.repeat(500_000)],
    ['a long tag', `a: ${'!'.repeat(100_000)}`],
    [
      'an alias bomb',
      `a: &a [${'1,'.repeat(100)}]\n${'bcdefg'.replaceAll(/./g, (key) => `${key}: &${key} [${`*${String.fromCodePoint((key.codePointAt(0) ?? 0) - 1)},`.repeat(100)}]\n`)}`,
    ],
  ])('%s', (_name, text) => {
    const { documents, findings } = parseDocuments('a.yaml', text);
    expect(documents).toEqual([]);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(50);
    for (const { message, severity } of findings) {
      expect(severity).toBe('error');
      expect(message.length).toBeLessThanOrEqual(301);
    }
  });

  test('whatever the bytes, there is an answer', () => {
    const bits = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '-',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      '&a',
      '*a',
      '|',
      '>',
      '#',
      '!',
      '%',
      '? ',
      ',',
      '\t',
      '---\n',
      '...',
      '\r\n',
      '<<: ',
      '1',
      '\u2028',
      '\uD800',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 40 }), (parts) => {
        const { documents, findings } = parseDocuments('a.yaml', parts.join(''));
        for (const document of documents) expect(document.rangeOf(['a', 0, 'b']).line).toBeGreaterThan(0);
        for (const { range } of findings) expect(range?.line).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('printing', () => {
  test('what is printed is read back as it was', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'yes',
        'n',
        '0644',
        '1e3',
        '~',
        '1_000',
        '---',
        '<<',
        'a: b',
        '- a',
        '#',
        '.inf',
        '12:30',
        '=',
        '*a',
      ),
    );
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          tie('value'),
          { noNullPrototype: true },
        ),
      ),
    }));
    fc.assert(
      fc.property(value, (each) => {
        const { documents, findings } = parseDocuments('a.yaml', printDocument([each]));
        expect(findings).toEqual([]);
        expect(sameJson(documents[0]?.value, [each])).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
