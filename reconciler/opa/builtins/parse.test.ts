import { expect, test } from 'vitest';
import { parse } from './parse.ts';
import { print } from './print.ts';

test.each([
  ['null'],
  ['true'],
  ['18446744073709551616'],
  ['-1.5e-07'],
  ['"a\\"b\\\\"'],
  ['[]'],
  ['[1, [2, {}]]'],
  ['{}'],
  ['set()'],
  ['{1}'],
  ['{1, "a", [], {}, {2}}'],
  ['{"a": {1: {"x", "y"}}, [1]: null}'],
])('%s comes back as it was', (value) => {
  expect(print(parse(value))).toBe(value);
});

test('members come in the order of Rego, whatever order the module has them in', () => {
  expect(print(parse('{{1}, {}, [1], "b", "a", 10, 9, true, false, null}'))).toBe(
    '{null, false, true, 9, 10, "a", "b", [1], {}, {1}}',
  );
  expect(print(parse('{"b":1,"a":2}'))).toBe('{"a": 2, "b": 1}');
});

test('strings are ordered by code point, not by UTF-16 unit', () => {
  expect(print(parse('{"😀", "\uffee"}'))).toBe('{"\uffee", "😀"}');
});

test('half a surrogate pair is replaced: the module would not read it', () => {
  expect(print({ kind: 'string', value: 'a\ud800' })).toBe('"a\ufffd"');
});

test.each([[''], ['nul'], ['[1'], ['{1: 2, 3}'], ['1 2'], ['{"a" 1}'], ['x']])('%j is no value', (dump) => {
  expect(() => parse(dump)).toThrow(/not Rego/);
});
