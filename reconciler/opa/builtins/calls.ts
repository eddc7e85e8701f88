/** Calls for the comparison with opa itself, as Rego expressions. */

const values = [
  '0',
  '-1',
  '7',
  '255',
  '128512',
  '18446744073709551616',
  '-9223372036854775808',
  '1.5',
  '-0.25',
  '1.0',
  '1e3',
  '123456789.5',
  '1e-7',
  '1e21',
  '100000.5',
  '"text"',
  '""',
  '"ä€😀"',
  '"tab\\t\\"quote\\"\\n"',
  'true',
  'null',
  '[1, "a", null]',
  '{"b": 1, "a": {"c": [true]}}',
  '{3, 1, 2}',
  'set()',
  '{}',
  '{1: "x", [2]: {"y"}}',
];

const formats = [
  '% x',
  ...`
    %v %d %s %q %x %X %f %t %T %e %g %c %U %b %o %O %E %G %F
    %5v| %-8v| %08d| %+d %#x %.2f %8.3f| %.3s| %10s| %#q %+q %#v %.0f %z
  `
    .trim()
    .split(/\s+/),
];

/** Of a fraction: refused aloud, or a complaint whose digits differ. */
const leftOut = new Set(['%#x', '%#q']);

const texts: readonly (readonly [format: string, operands: string])[] = [
  ['no directive', ''],
  ['%% %d%%', '5'],
  ['%d %s', '1'],
  ['%d', '1, "more", {2}'],
  ['%', '1'],
  ['%!', '1'],
  ['%5', '1'],
  ['%[2]d %[1]d', '1, 2'],
  ['%[3]d', '1'],
  ['%[x]d', '1'],
  ['%[1]v %[1]T', '1.5'],
  ['%*d|', '6, 42'],
  ['%-*d|', '6, 42'],
  ['%*d|', '-6, 42'],
  ['%.*f', '2, 3.14159'],
  ['%*d', '"w", 42'],
  ['%6.2f|%-6.1f|', '3.14159, 2.71828'],
  ['%s has %d of %d (%v %%)', '"shop", 3, 4, 75.5'],
  ['%v %v', '{"a": {1, 2}}, [set(), {}]'],
  ['ünï %s', '"cödé"'],
];

const sprintfCalls = [
  ...formats.flatMap((format) =>
    values
      .filter((value) => !(leftOut.has(format) && /^[-\d.e]*[.e]/.test(value)))
      .map((value) => call('sprintf', [JSON.stringify(format), `[${value}]`])),
  ),
  ...texts.map(([format, operands]) => call('sprintf', [JSON.stringify(format), `[${operands}]`])),
];
function call(name: string, operands: readonly string[]): string {
  return `${name}(${operands.join(', ')})`;
}

/** All combinations of the given operands. */
function cross(name: string, ...operands: readonly (readonly string[])[]): readonly string[] {
  const rows = operands.reduce<readonly (readonly string[])[]>(
    (all, next) => all.flatMap((row) => next.map((operand) => [...row, operand])),
    [[]],
  );
  return rows.map((row) => call(name, row));
}

const versions = [
  '"1.2.3"',
  '"v1.2.3"',
  '"1.10.0"',
  '"1.2.3-rc.1"',
  '"1.2.3-rc.1.2"',
  '"1.2.3-rc.10"',
  '"1.2"',
  '"01.2.3"',
  '"1.2.3+b"',
];

const json = '{"a": [1, {"b": 2}], "c/d": {"~": null}}';

const patches = [
  '{"op": "add", "path": "/x", "value": 1}',
  '{"op": "add", "path": "/a/0", "value": 0}',
  '{"op": "add", "path": "/a/-", "value": 9}',
  '{"op": "add", "path": "/a/7", "value": 9}',
  '{"op": "add", "path": "/a/2", "value": 9}',
  '{"op": "add", "path": ["a", 1, "b"], "value": [3]}',
  '{"op": "add", "path": "", "value": 4}',
  '{"op": "remove", "path": "/a/1/b"}',
  '{"op": "remove", "path": "/nope"}',
  '{"op": "replace", "path": "/a/0", "value": "new"}',
  '{"op": "replace", "path": "/nope", "value": "new"}',
  '{"op": "move", "from": "/a/1", "path": "/moved"}',
  '{"op": "copy", "from": "/c~1d/~0", "path": "/copied"}',
  '{"op": "test", "path": "/a/1/b", "value": 2}',
  '{"op": "test", "path": "/a/1/b", "value": 3}',
  '{"op": "what", "path": "/a"}',
];

const patterns = [
  '`a*`',
  '`[a-c]+`',
  '`(?i)B`',
  '`\\d{2,}`',
  '`^a`',
  '`(\\w)(\\w)`',
  '`[[:digit:]]+`',
  '`\\pL+`',
  '`\\s`',
  '`b|$`',
  '`.`',
  '`(`',
  '`(?P<x>a)b`',
  '``',
];

const subjects = ['"aab"', '"abcabc"', '"a1 22 333"', '""', '"ÄB b"', '"x\\r\\ny"'];

export const calls: readonly string[] = [
  ...sprintfCalls,
  ...cross('strings.any_prefix_match', ['"abc"', '["abc", "x"]', '{"q"}'], ['"a"', '["b", "x"]', 'set()']),
  ...cross('strings.any_suffix_match', ['"abc"', '["abc", "x"]', '{"q"}'], ['"c"', '["b", "x"]', 'set()']),
  ...cross('strings.split_n', ['"a,b,c"', '""', '"ä€"'], ['","', '""'], ['0', '1', '5', '-1', '-5']),
  ...cross('strings.count', ['"aaaa"', '"ä€"', '""'], ['"aa"', '"a"', '""', '"€"']),
  ...cross('indexof_n', ['"aaaa"', '"😀a😀"', '""'], ['"aa"', '"a"', '""', '"😀"']),
  ...cross('glob.quote_meta', ['"*.a?[b]{c}\\\\"', '"plain"']),
  ...cross('numbers.range_step', ['0', '5', '-3'], ['5', '0'], ['1', '2', '0', '-1']),
  ...cross(
    'object.subset',
    ['{"a": {"b": [1, 2, 3]}, "c": 1}'],
    ['{}', '{"c": 1}', '{"a": {"b": [2, 3]}}', '{"a": {"b": [3, 2]}}', '{"d": 1}'],
  ),
  ...cross('object.subset', ['[1, 2, 3]', '{1, 2, 3}', '[]'], ['[2, 3]', '{2, 3}', 'set()', '[]', '{4}']),
  ...cross('regex.replace', subjects, patterns, ['"<$0>"', '"$1x${1}x$$$x"']),
  ...cross('regex.split', patterns, subjects),
  ...cross('regex.find_n', patterns, subjects, ['-1', '1', '0']),
  ...cross('semver.is_valid', [...versions, '3']),
  ...cross('semver.compare', versions, versions),
  ...cross('units.parse', [
    '"1"',
    '"10M"',
    '"10Mi"',
    '"1.5k"',
    '"100m"',
    '"1e3"',
    '"2E"',
    '"1ei"',
    '"x"',
    '"5 k"',
    '"0.0001"',
    '"1mi"',
    '"-3K"',
  ]),
  ...cross('units.parse_bytes', [
    '"1"',
    '"10MB"',
    '"10MiB"',
    '"1.5k"',
    '"100m"',
    '"1e3"',
    '"2E"',
    '"0.3KiB"',
    '"b"',
    '"1b"',
    '"\\"7\\"k"',
  ]),
  ...cross('time.parse_duration_ns', [
    '"1h15m30.918s"',
    '"-1.5h"',
    '"300ms"',
    '"1"',
    '"0"',
    '"1us1µs1ns"',
    '".5s"',
    '"1d"',
    '""',
    '"s"',
  ]),
  ...['crypto.md5', 'crypto.sha1', 'crypto.sha256', 'hex.encode', 'base64url.encode_no_pad', 'urlquery.encode'].flatMap(
    (name) => cross(name, ['""', '"a b&c=d/é~!*()\'"', '"😀"']),
  ),
  ...['crypto.hmac.md5', 'crypto.hmac.sha1', 'crypto.hmac.sha256', 'crypto.hmac.sha512', 'crypto.hmac.equal'].flatMap(
    (name) => cross(name, ['"message"', '""'], ['"key"', '"message"']),
  ),
  ...cross('hex.decode', ['"616263"', '"61626"', '"zz"', '"C3A9"']),
  ...cross('urlquery.decode', ['"a+b%26"', '"%zz"', '"%C3%A9"']),
  ...cross(
    'json.patch',
    [json],
    patches.map((patch) => `[${patch}]`),
  ),
  ...cross('json.match_schema', ['{"id": 5}', '{"id": "x"}', '"[1]"'], ['{"properties": {"id": {"type": "integer"}}}']),
  ...cross('net.cidr_is_valid', ['"10.0.0.0/8"', '"10.0.0.1/33"', '"::/0"', '"10.0.0.0"', '"x"', '"2001:db8::/32"']),
  ...cross('net.cidr_merge', [
    '["10.0.0.0/25", "10.0.0.128/25"]',
    '["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"]',
    '{"192.0.2.0/24", "198.51.100.7/24"}',
    '["2001:db8::/33", "2001:db8:8000::/33"]',
    '["::ffff/128", "fe80::1/64"]',
    '["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]',
    '[]',
    '["x"]',
  ]),
];
