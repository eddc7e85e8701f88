import { expect, test } from 'vitest';
import type { Json } from '../mesh.ts';
import { unreachableRules } from './unreachable-rules.ts';

function rules(...matches: readonly (readonly Json[] | null)[]): Json {
  return matches.map((match) => (match === null ? {} : { match }));
}

const api: Json = { uri: { prefix: '/api/' } };
const cart: Json = { uri: { prefix: '/api/cart/' } };
const beta: Json = { headers: { 'x-group': { exact: 'beta' } } };

test.each<[string, Json, readonly number[]]>([
  ['a longer prefix first', rules([cart], [api], null), []],
  ['a longer prefix behind a shorter one', rules([api], [cart], null), [1]],
  ['what stands behind a rule for everything', rules([cart], null, [api], null), [2, 3]],
  ['what stands behind the prefix of every path', rules([{ uri: { prefix: '/' } }], [api], null), [1, 2]],
  ['an exact path behind its prefix', rules([api], [{ uri: { exact: '/api/x' } }]), [1]],
  ['the same twice, in another order', rules([api, beta], [beta, api]), [1]],
  ['matches that two rules take', rules([api], [beta], [cart, beta]), [2]],
  ['one match that is left', rules([api], [cart, beta]), []],
  ['a header in front of the path alone', rules([{ ...api, ...beta }], [api]), []],
  ['a path in front of itself with a header', rules([api], [{ ...cart, ...beta }]), [1]],
  ['a header in front of itself with a path', rules([beta], [{ ...cart, ...beta }]), [1]],
  ['a header that is there, and then its value', rules([{ headers: { 'X-Group': {} } }], [beta]), [1]],
  [
    'headers that are not to be there',
    rules([{ withoutHeaders: { a: {} } }], [{ withoutHeaders: { a: { exact: 'b' } } }]),
    [],
  ],
  [
    'the same expression',
    rules([{ uri: { regex: '/a+' } }], [{ uri: { regex: '/a+' } }, { uri: { regex: '/a' } }]),
    [],
  ],
  ['a prefix without regard to case behind the same with it', rules([api], [{ ...api, ignoreUriCase: true }]), []],
  ['a name that says nothing', rules([{ name: 'a', ...api }], [{ name: 'b', ...cart }]), [1]],
  ['gateways that are fewer', rules([{ ...api, gateways: ['front'] }], [api]), []],
  ['behind a delegate', [{ match: [api], delegate: { name: 'other' } }, { match: [cart] }], []],
  ['what cannot be read', [{ match: 'text' }, 7, { match: [5] }, { match: [{ uri: 7 }] }], []],
  ['no list', 'text', []],
])('%s', (_, written, expected) => {
  const whole = unreachableRules(written).filter(({ match }) => match === null);
  expect(whole.map(({ rule }) => rule)).toEqual(expected);
});

test('of several matches one can be superfluous', () => {
  expect(unreachableRules(rules([api], [beta, cart], null))).toEqual([{ rule: 1, match: 1 }]);
});

test('rules of other protocols have no paths', () => {
  const sni: Json = { port: 443, sniHosts: ['a.example.com'] };
  expect(unreachableRules(rules([{ port: 9000 }], [{ port: 9000 }, { port: 9001 }], [{ port: 9001 }]))).toEqual([
    { rule: 1, match: 0 },
    { rule: 2, match: null },
  ]);
  expect(unreachableRules(rules([sni], [{ ...sni, port: 8443 }], [sni]))).toEqual([{ rule: 2, match: null }]);
});
