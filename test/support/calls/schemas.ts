import { writeJson } from '../../../reconciler/opa/builtins/json.ts';
import { array, number, text, type Value } from '../../../reconciler/opa/builtins/value.ts';
import { anyValue, type MakeOperands, pick, type Random, some, whole, word } from './random.ts';

type Fields = Readonly<Record<string, Value>>;

function object(fields: Fields): Value {
  return { kind: 'object', entries: Object.entries(fields).map(([name, value]) => [text(name), value] as const) };
}

function flag(value: boolean): Value {
  return { kind: 'boolean', value };
}

const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];
const formats = [
  'date',
  'date-time',
  'time',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
  'regex',
  'json-pointer',
  'unknown',
];
const names = ['a', 'b', 'c'];

/** Sound for the most part; one keyword at a time may be of the wrong kind. */
function keyword(random: Random, depth: number): Fields {
  const sub = (): Value => schema(random, depth - 1);
  const list = (): Value => array(Array.from({ length: whole(random, 1, 2) }, sub));
  const count = (): Value => number(whole(random, random() < 0.05 ? -1 : 0, 4));
  const flat: readonly (() => Fields)[] = [
    () => ({ type: text(random() < 0.05 ? 'text' : pick(random, types)) }),
    () => ({ type: array(types.filter(() => random() < 0.4).map(text)) }),
    () => ({ required: array(names.filter(() => random() < 0.4).map(text)) }),
    () => ({
      [pick(random, ['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'])]: count(),
    }),
    () => ({
      [pick(random, ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'])]: number(
        whole(random, 1, 9),
      ),
    }),
    () => ({ minimum: number(3), exclusiveMinimum: flag(random() < 0.5) }),
    () => ({ pattern: text(pick(random, ['^a', '[0-9]+', 'o{2}', '('])) }),
    () => ({ format: text(pick(random, formats)) }),
    () => ({ enum: array(some(random, 3, () => anyValue(random, 0))) }),
    () => ({ const: anyValue(random, 1) }),
    () => ({ uniqueItems: flag(random() < 0.8) }),
    () => ({ title: random() < 0.1 ? number(1) : text('t') }),
  ];
  const deep: readonly (() => Fields)[] = [
    () => ({ properties: object(Object.fromEntries(names.filter(() => random() < 0.6).map((name) => [name, sub()]))) }),
    () => ({ additionalProperties: random() < 0.5 ? flag(false) : sub() }),
    () => ({ patternProperties: object({ '^[ab]': sub() }) }),
    () => ({ propertyNames: sub() }),
    () => ({ dependencies: object({ a: random() < 0.5 ? array([text('b')]) : sub() }) }),
    () => ({ items: random() < 0.5 ? sub() : list(), additionalItems: flag(random() < 0.5) }),
    () => ({ contains: sub() }),
    () => ({ [pick(random, ['anyOf', 'oneOf', 'allOf'])]: list() }),
    () => ({ not: sub() }),
    () => Object.fromEntries(['if', 'then', 'else'].map((name) => [name, sub()])),
    () => ({ definitions: object({ d: sub() }), properties: object({ a: object({ $ref: text('#/definitions/d') }) }) }),
  ];
  return pick(random, depth > 0 && random() < 0.6 ? deep : flat)();
}

function schema(random: Random, depth: number): Value {
  if (random() < 0.05) return flag(random() < 0.5);
  return object(Object.assign({}, ...some(random, 3, () => keyword(random, depth))) as Fields);
}

function root(random: Random): Value {
  const made = schema(random, 2);
  if (made.kind !== 'object') return object({});
  const draft = pick(random, [
    '',
    '',
    'http://json-schema.org/draft-04/schema#',
    'http://json-schema.org/draft-07/schema#',
  ]);
  return draft === '' ? made : { ...made, entries: [...made.entries, [text('$schema'), text(draft)] as const] };
}

const samples = [
  'a',
  'foo',
  '2020-01-02',
  '2020-01-02T03:04:05Z',
  '10.0.0.1',
  '::1',
  'http://x/y',
  '/a/b',
  '12',
  'host.name',
  '',
];

function part(random: Random, depth: number): Value {
  if (random() < 0.4) return text(pick(random, samples));
  if (random() < 0.4) return { kind: 'number', text: pick(random, ['0', '3', '4.5', '6', '1.0', '-2', '1e2']) };
  if (depth === 0) return anyValue(random, 0);
  if (random() < 0.4) return array(some(random, 3, () => part(random, depth - 1)));
  return object(
    Object.fromEntries(
      [...names, word(random)].filter(() => random() < 0.6).map((name) => [name, part(random, depth - 1)]),
    ),
  );
}

/** As an object, or as JSON in a text. */
function document(random: Random): Value {
  const fields = Object.fromEntries(names.filter(() => random() < 0.7).map((name) => [name, part(random, 2)]));
  const list = array(some(random, 3, () => part(random, 1)));
  return random() < 0.8 ? object(fields) : text(writeJson(list));
}

export const schemaCalls: Readonly<Record<string, MakeOperands>> = {
  'json.verify_schema': (random) => [root(random)],
  'json.match_schema': (random) => [document(random), root(random)],
};
