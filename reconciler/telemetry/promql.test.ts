import { expect, test } from 'vitest';
import { fillPromql, selectorsOf } from './promql.ts';
import { isNamedInVain, valueOf } from './query-variables.ts';

const variables = { side: 'canary', clusters: ['shop/a/80/v.1', 'shop/b'], namespace: 'sh"op', name: 'x\\y' } as const;
const filled = (query: string) => fillPromql(query, (name) => valueOf(variables, name));

test.each([
  ['a{c=~"$clusters"}', String.raw`a{c=~"shop/a/80/v\\.1|shop/b"}`],
  ["a{c=~'$clusters'}", String.raw`a{c=~'shop/a/80/v\\.1|shop/b'}`],
  ['a{c=~`$clusters`}', String.raw`a{c=~${'`'}shop/a/80/v\.1|shop/b${'`'}}`],
  ['a{c=~"x-($clusters)$"}', String.raw`a{c=~"x-(shop/a/80/v\\.1|shop/b)$"}`],
  ['a{n="$namespace", m=\'$namespace\'}', String.raw`a{n="sh\"op", m='sh"op'}`],
  ['a{n="$name"}', String.raw`a{n="x\\y"}`],
  ['requests_$side{}', 'requests_canary{}'],
  ['a # "$clusters\n+ b{s="$side"}', 'a # "$clusters\n+ b{s="canary"}'],
  ['a{s="$sides", t="$"}', 'a{s="$sides", t="$"}'],
])('fills in %s', (query, expected) => {
  expect(filled(query)).toBe(expected);
});

test.each([
  ['where a value would be code', 'a{n=$namespace}'],
  ['where several names would be code', 'sum($clusters)'],
  ['what has no end', 'a{n="$namespace}'],
  ['what is not known', 'a + $b'],
])('refuses %s', (_, query) => {
  expect(filled(query)).toBeNull();
});

test('a raw string can hold no backtick', () => {
  expect(fillPromql('a{b=`$name`}', () => 'x`y')).toBeNull();
});

test.each([
  ['up', ['up']],
  ['sum(a{b="c"}) / sum by (le) (d) > bool 5', ['a{b="c"}', 'd']],
  ['sum without(x, y) (a) + on(z) group_left(q) b', ['a', 'b']],
  ['sum(a) by (le, job)', ['a']],
  [
    'histogram_quantile(0.99, sum(rate(lat_bucket{c=~"v{2}|]"}[5m:1m] offset 1h)) by (le))',
    ['lat_bucket{c=~"v{2}|]"}'],
  ],
  ['{__name__=~"a|b", c!=""} @ end() or vector(0) and -1e5', ['{__name__=~"a|b",c!=""}']],
  ['a offset -5m unless job:x:rate5m # b\n or NaN or Inf', ['a', 'job:x:rate5m']],
  ['a + a', ['a']],
  ['label_replace(up, "a", "$1", "b", "(.*)")', ['up']],
  ['topk(3, count_values("v", a)) ^ .5 * 0x1F', ['a']],
  ['vector(1)', []],
  ['sum(a{b="c"', ['a{b="c"']],
  ['', []],
])('finds what %s looks at', (query, selectors) => {
  expect(selectorsOf(query)).toEqual(selectors);
});

test('a side without clusters is named in vain, by that variable only', () => {
  const none = { ...variables, clusters: [] };
  expect(isNamedInVain(['a{c=~"$clusters"}'], none)).toBe(true);
  expect(isNamedInVain(['a{c=~"$side"}', '$clustersx'], none)).toBe(false);
  expect(isNamedInVain(['a{c=~"$clusters"}'], variables)).toBe(false);
});
