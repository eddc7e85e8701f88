/** Calls of the host's builtins, made at random: operands that fit, and some that nearly do. */

import { print } from '../../../reconciler/opa/builtins/print.ts';
import { array, number, set, text, type Value } from '../../../reconciler/opa/builtins/value.ts';
import { documentCalls } from './documents.ts';
import { patternCalls } from './patterns.ts';
import { schemaCalls } from './schemas.ts';
import { timeCalls } from './times.ts';
import {
  anyObject,
  anyValue,
  type MakeOperands,
  mutated,
  pick,
  type Random,
  some,
  whole,
  word,
  wordList,
} from './random.ts';
import { tokenCalls } from './tokens.ts';

export interface Call {
  readonly name: string;
  readonly operands: readonly Value[];
}

/** As many calls, of each builtin in turn. */
export function generatedCalls(count: number, random: Random, certificates: readonly string[]): readonly Call[] {
  const makers = Object.entries({
    ...plainCalls,
    ...patternCalls,
    ...timeCalls,
    ...tokenCalls(certificates),
    ...documentCalls,
    ...schemaCalls,
  });
  return Array.from({ length: count }, (_, i): Call => {
    const [name, make] = makers[i % makers.length] ?? ['', () => []];
    return { name, operands: make(random) };
  });
}

function wordOrWords(random: Random): Value {
  const kind = Math.floor(random() * 3);
  return kind === 0 ? text(word(random)) : kind === 1 ? array(wordList(random)) : set(wordList(random));
}

function network(random: Random): string {
  const v4 = `${whole(random, 9, 11)}.${whole(random, 0, 3)}.${whole(random, 0, 255)}.0/${whole(random, 8, 32)}`;
  const v6 = `2001:db8:${whole(random, 0, 9)}::${random() < 0.5 ? '' : '1'}/${whole(random, 30, 128)}`;
  return mutated(random, random() < 0.7 ? v4 : v6, 0.1);
}

/** Not one digit less: OPA would write down every address of what it was then. */
function smallNetwork(random: Random): string {
  return pick(random, [
    `10.0.${whole(random, 0, 9)}.64/${whole(random, 24, 32)}`,
    '2001:db8::/122',
    '10.0.0.0',
    'x/30',
    '10.0.0.300/30',
  ]);
}

function address(random: Random): string {
  return random() < 0.7 ? `10.${whole(random, 0, 3)}.${whole(random, 0, 255)}.7` : `2001:db8:${whole(random, 0, 9)}::1`;
}

function places(random: Random): Value {
  const one = (): Value => {
    const source = text(random() < 0.5 ? network(random) : address(random));
    return random() < 0.3 ? array([source, text(word(random))]) : source;
  };
  switch (Math.floor(random() * 4)) {
    case 0:
      return text(network(random));
    case 1:
      return array(some(random, 3, one));
    case 2:
      return set(some(random, 3, one));
  }
  return {
    kind: 'object',
    entries: [...new Set(some(random, 3, () => word(random)))].map((key) => [text(key), one()] as const),
  };
}

function outerPlaces(random: Random): Value {
  const one = (): Value => text(network(random));
  return random() < 0.3 ? one() : random() < 0.5 ? array(some(random, 3, one)) : set(some(random, 3, one));
}

function version(random: Random): string {
  const part = (): string => String(whole(random, 0, 12));
  const pre = pick(random, ['', '-rc.1', '-alpha', '-1', '-rc.10', '-a.b-c', '-0a']);
  return mutated(
    random,
    `${pick(random, ['', 'v'])}${part()}.${part()}.${part()}${pre}${pick(random, ['', '+b1', '+x.y'])}`,
    0.2,
  );
}

function quantity(random: Random): string {
  const unit = pick(random, ['', 'k', 'K', 'M', 'G', 'T', 'P', 'E', 'm', 'Ki', 'Mi', 'KB', 'MiB', 'GB', 'Gi']);
  return mutated(
    random,
    `${pick(random, ['', '-'])}${whole(random, 0, 5000)}${pick(random, ['', '.5', '.25', 'e2'])}${unit}`,
    0.15,
  );
}

function pairs(random: Random): string {
  return mutated(random, some(random, 4, () => `${word(random)}=${word(random)}`).join('&'), 0.3);
}

function url(random: Random): string {
  const scheme = pick(random, ['http://', 'https://', 'ftp://', '', '//', 'mailto:', 'spiffe://']);
  const user = pick(random, ['', '', 'user@', 'user:pa%20ss@', 'a<b@']);
  const host = pick(random, [
    'example.com',
    'EXAMPLE.com',
    '[::1]',
    '[fe80::1%25en0]',
    'h%C3%A9',
    '10.0.0.1',
    'a_b',
    '',
    'foo]bar',
  ]);
  const port = pick(random, ['', '', ':80', ':', ':8a', ':80:90']);
  const path = pick(random, ['', '/', '/a/b', '/a%2Fb', '/a b', '/ä', '/a!b', '/%zz', 'a/b']);
  const rest = pick(random, ['', '?q=1', '?', '#f', '?a=b&c#d%20e', '?q?r', '#']);
  return mutated(random, scheme + user + host + port + path + rest, 0.3);
}

function hexDigits(random: Random, length: number): string {
  return Array.from({ length }, () => pick(random, Array.from('0123456789abcdefABCDEF'))).join('');
}

function uuid(random: Random): string {
  const bare = [8, 4, 4, 4, 12].map((length) => hexDigits(random, length)).join('-');
  const versioned = bare.slice(0, 14) + pick(random, ['1', '2', '3', '4', '5', bare.charAt(14)]) + bare.slice(15);
  const shapes = [
    versioned,
    `{${versioned}}`,
    `urn:uuid:${versioned}`,
    versioned.replaceAll('-', ''),
    `(${versioned})`,
  ];
  return mutated(random, pick(random, shapes), 0.15);
}

function graph(random: Random): Value {
  const nodes = ['a', 'b', 'c', 'd'];
  const edges = (): Value => {
    const items = some(random, 2, () => text(pick(random, nodes)));
    return random() < 0.5 ? array(items) : set(items);
  };
  const keys = nodes.filter(() => random() < 0.8);
  return { kind: 'object', entries: keys.map((key) => [text(key), edges()] as const) };
}

function patch(random: Random): Value {
  const path = pick(random, [
    '/a',
    '/b/0',
    '/b/-',
    '/c/d',
    '',
    '/x',
    '/b/9',
    'a',
    '/c~1d',
    '/b/1/e',
    '/s/t',
    '/',
    '//a',
  ]);
  // OPA crashes when everything is removed.
  const op = pick(random, [
    'add',
    path === '' || path.startsWith('/b') ? 'add' : 'remove',
    'replace',
    'test',
    'move',
    'copy',
  ]);
  const fields = { op, path, from: pick(random, op === 'move' ? ['/a', '/c', '/none'] : ['/a', '/b/0', '/c']) };
  const entries = Object.entries(fields).map(([name, value]) => [text(name), text(value)] as const);
  return { kind: 'object', entries: [...entries, [text('value'), jsonValue(random)] as const] };
}

function jsonValue(random: Random): Value {
  return pick<Value>(random, [
    number(1),
    text('t'),
    array([number(1), text('x')]),
    { kind: 'null' },
    { kind: 'object', entries: [[text('e'), number(2)]] },
  ]);
}

const target: Value = {
  kind: 'object',
  entries: [
    [text('a'), number(1)],
    [text('b'), array([number(1), { kind: 'object', entries: [[text('e'), number(2)]] }, text('x')])],
    [text('c'), { kind: 'object', entries: [[text('d'), { kind: 'null' }]] }],
    [text('s'), set([text('t'), text('u')])],
  ],
};

function options(random: Random): Value {
  const all = [
    [text('pretty'), { kind: 'boolean', value: random() < 0.5 }],
    [text('indent'), text(pick(random, ['  ', '\t', '']))],
    [text('prefix'), text(pick(random, ['', '> ']))],
  ] as const;
  return { kind: 'object', entries: all.filter(() => random() < 0.5) };
}

function texts(random: Random): Value {
  const items = some(random, 3, () => text(word(random)));
  return random() < 0.3 ? text(word(random)) : random() < 0.5 ? array(items) : set(items);
}

function textObject(random: Random): Value {
  const keys = [...new Set(some(random, 4, () => word(random)))];
  return { kind: 'object', entries: keys.map((key) => [text(key), texts(random)] as const) };
}

const one =
  (make: (random: Random) => string): MakeOperands =>
  (random) => [text(make(random))];
const two =
  (make: (random: Random) => string): MakeOperands =>
  (random) => [text(make(random)), text(make(random))];

const plainCalls: Readonly<Record<string, MakeOperands>> = {
  'strings.any_prefix_match': (random) => [wordOrWords(random), wordOrWords(random)],
  'strings.any_suffix_match': (random) => [wordOrWords(random), wordOrWords(random)],
  'strings.count': two(word),
  'strings.split_n': (random) => [
    text(word(random)),
    text(pick(random, ['', 'a', 'o', 'ab', '€'])),
    number(whole(random, -3, 4)),
  ],
  indexof_n: two(word),
  'numbers.range_step': (random) => [-9, -9, -1].map((least) => number(whole(random, least, 9))),
  'object.subset': (random) => {
    const subject = anyObject(random);
    return [
      subject,
      random() < 0.5 && subject.kind === 'object'
        ? { ...subject, entries: subject.entries.slice(1) }
        : anyObject(random),
    ];
  },
  'semver.is_valid': one(version),
  'semver.compare': two(version),
  'units.parse': one(quantity),
  'units.parse_bytes': one(quantity),
  'crypto.md5': one(word),
  'crypto.sha1': one(word),
  'crypto.sha256': one(word),
  'crypto.hmac.md5': two(word),
  'crypto.hmac.sha1': two(word),
  'crypto.hmac.sha256': two(word),
  'crypto.hmac.sha512': two(word),
  'crypto.hmac.equal': two(word),
  'hex.encode': one(word),
  'hex.decode': one((random) => mutated(random, Buffer.from(word(random)).toString('hex'), 0.1)),
  'base64url.encode_no_pad': one(word),
  'urlquery.encode': one(word),
  'urlquery.decode': one((random) => encodeURIComponent(word(random).toWellFormed())),
  'urlquery.encode_object': (random) => [textObject(random)],
  'urlquery.decode_object': one(pairs),
  'uri.parse': one(url),
  'uri.is_valid': one(url),
  'uuid.parse': one(uuid),
  'json.patch': (random) => {
    const first = patch(random);
    // OPA loses its way in a list that has been changed.
    return [target, array(print(first).includes('/b') ? [first] : [first, patch(random)])];
  },
  'json.marshal_with_options': (random) => [anyValue(random), options(random)],
  'net.cidr_is_valid': one(network),
  'net.cidr_merge': (random) => [
    array(some(random, 4, () => text(random() < 0.9 ? network(random) : address(random)))),
  ],
  'net.cidr_expand': one(smallNetwork),
  'net.cidr_contains_matches': (random) => [outerPlaces(random), places(random)],
  'graph.reachable_paths': (random) => [
    graph(random),
    array(some(random, 2, () => text(pick(random, ['a', 'b', 'z'])))),
  ],
};
