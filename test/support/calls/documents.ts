import { text } from '../../../reconciler/opa/builtins/value.ts';
import { anyValue, type MakeOperands, mutated, pick, type Random, some, word } from './random.ts';

const schemas = [
  'type Query { me: User, users(first: Int = 10, ids: [ID!]): [User!]! } type User { id: ID!, name: String, pets: [Pet] } union Pet = Cat | Dog type Cat { name: String, lives: Int } type Dog { name: String, barks: Boolean }',
  'interface Node { id: ID! } type Query { node(id: ID!): Node, search(by: By!): [Thing] } input By { text: String!, limit: Int = 5, kind: Kind } enum Kind { A B } type Thing implements Node { id: ID!, kind: Kind @deprecated(reason: "old") }',
  'schema { query: Root } type Root { a(x: Float, y: Boolean): String! } extend type Root { b: Int } directive @mine(n: Int!) repeatable on FIELD | QUERY scalar Date',
  '"about" type Query { "a field" f(a: [Int] = [1, 2], o: O = {k: "v"}): String } """block\n  text""" input O { k: String } # end',
];

const queries = [
  '{ me { id name } }',
  'query Q($n: Int = 3) { users(first: $n) { id pets { ... on Cat { lives } ... on Dog { barks } } } }',
  'query ($id: ID!) { node(id: $id) { id ... on Thing { kind } } }',
  '{ search(by: {text: "x", kind: A}) { id ...F } } fragment F on Thing { kind }',
  '{ a(x: 1.5, y: true) @include(if: true) b other: b }',
  'query A { me { name } } query B { me { id } }',
  '{ f(a: [1, 2, 3]) f(a: [1, 2, 3]) __typename }',
  'mutation { nothing }',
  '{ me: users { id } me { id } }',
  'subscription S { me { id } }',
  '# note\nquery { __schema { types { name fields { name } } } }',
];

/** A token less, or twice, every now and then. */
function shaken(random: Random, source: string): string {
  if (random() < 0.4) return source;
  const tokens = source.match(/\s+|\w+|[^\w\s]/gu) ?? [];
  const at = Math.floor(random() * tokens.length);
  const token = tokens[at] ?? '';
  const other = random() < 0.5 ? [] : random() < 0.5 ? [token, token] : [pick(random, tokens)];
  return tokens.toSpliced(at, 1, ...other).join('');
}

function schema(random: Random): string {
  return shaken(random, pick(random, schemas));
}

function query(random: Random): string {
  return shaken(random, pick(random, queries));
}

const both: MakeOperands = (random) => [text(query(random)), text(schema(random))];

const lines = [
  'a: 1',
  'b: "two"',
  "c: 'it''s'",
  'd: [1, 2.5, x]',
  'e: {k: v, l: null}',
  'f: yes',
  'g: 0x1F',
  'h: 010',
  'i: 1_000',
  'j: 1e3',
  'k: 2021-01-02',
  'l: ~',
  'm: true',
  'n: |\n  text\n  more',
  'o: >-\n  folded\n  text',
  'p:\n  - q\n  - r: s',
  't: &x {u: 1}',
  'v: *x',
  'w:\n  <<: {y: 2}\n  z: 3',
  '1: one',
  'a: again',
  '# note',
  'inf: .inf',
  'empty:',
  'str: !!str 12',
  'flow: {u:, v: w:, x y:}',
  'list: [a:, "b":, c:d]',
  'tab:\tx',
  '\t# note',
  '-\ttab',
];

function yaml(random: Random): string {
  return mutated(random, some(random, 5, () => pick(random, lines)).join('\n'), 0.2);
}

const hard = [
  '',
  'true',
  'no',
  '12',
  '1.5',
  '~',
  'a: b',
  '- a',
  '# x',
  'two\nlines\n',
  'line\n\n',
  ' lead',
  'trail ',
  'tab\there',
  '"q"',
  "it's",
  '2021-01-02',
  '0x1',
  '12:30',
  '<<',
  '😀',
  'é',
  '@x',
  'a #b',
  '{',
  '*x',
  '\u0001',
  'x:',
  '?',
  '-',
];

export const documentCalls: Readonly<Record<string, MakeOperands>> = {
  'graphql.parse': both,
  'graphql.parse_and_verify': both,
  'graphql.is_valid': both,
  'graphql.parse_query': (random) => [text(mutated(random, query(random), 0.3))],
  'graphql.parse_schema': (random) => [text(mutated(random, schema(random), 0.3))],
  'graphql.schema_is_valid': (random) => [text(schema(random))],
  'yaml.unmarshal': (random) => [text(yaml(random))],
  'yaml.is_valid': (random) => [text(yaml(random))],
  'yaml.marshal': (random) => [random() < 0.3 ? text(pick(random, hard)) : withHardTexts(random)],
};

function withHardTexts(random: Random): ReturnType<typeof anyValue> {
  const keys = [...new Set(some(random, 3, () => (random() < 0.5 ? pick(random, hard) : word(random))))];
  return {
    kind: 'object',
    entries: keys.map((key) => [text(key), random() < 0.5 ? text(pick(random, hard)) : anyValue(random)] as const),
  };
}
