import { jsonEntries } from '../json.ts';
import { toRegExp } from '../regex-syntax.ts';
import type { Value } from '../value.ts';
import { readBounds, readCounts } from './read-limits.ts';
import { fail } from './problem.ts';
import { canonical } from './rational.ts';
import { type Holder, keyword, listKeyword, type Schema, textKeyword, wrongType } from './schema.ts';

export interface Reading {
  readonly document: Value;
  /** 4, 6 or 7; without `$schema` all at once. */
  readonly draft: number;
  readonly references: Map<string, Holder>;
}

const drafts: Readonly<Record<string, number>> = {
  'http://json-schema.org/draft-04/schema': 4,
  'http://json-schema.org/draft-06/schema': 6,
  'http://json-schema.org/draft-07/schema': 7,
};

const allDrafts = 99;

/** Reads a schema. Throws a SchemaError that says what is wrong with it. */
export function readSchema(document: Value): Schema {
  if (document.kind !== 'object' && document.kind !== 'boolean') fail('schema is invalid');
  const url = keyword(document, '$schema');
  if (url !== null && url.kind !== 'string') fail('$schema must be of type string');
  const draft = url?.kind === 'string' ? (drafts[url.value.replace(/#$/, '')] ?? allDrafts) : allDrafts;
  return readPart(document, { document, draft, references: new Map() });
}

const empty: Schema = {
  passes: null,
  reference: null,
  types: [],
  properties: [],
  additionalProperties: null,
  patternProperties: [],
  propertyNames: null,
  dependencies: [],
  items: null,
  additionalItems: null,
  contains: null,
  pattern: null,
  bounds: { multipleOf: null, minimum: null, exclusiveMinimum: null, maximum: null, exclusiveMaximum: null },
  counts: {
    minLength: null,
    maxLength: null,
    minProperties: null,
    maxProperties: null,
    minItems: null,
    maxItems: null,
  },
  format: '',
  required: [],
  uniqueItems: false,
  constant: null,
  enumeration: null,
  oneOf: [],
  anyOf: [],
  allOf: [],
  not: null,
  condition: { if: null, met: null, unmet: null },
};

export function readPart(part: Value, reading: Reading): Schema {
  if (part.kind === 'boolean' && reading.draft >= 6) return { ...empty, passes: part.value };
  if (part.kind !== 'object') return fail('Expected: Valid Schema, given: Invalid JSON');
  if (part !== reading.document && (keyword(part, '$id') ?? keyword(part, 'id'))?.kind === 'string') {
    throw new Error('a schema with an $id inside of it cannot be used here');
  }
  readDefinitions(part, reading);
  textKeyword(part, 'title');
  textKeyword(part, 'description');
  const reference = textKeyword(part, '$ref');
  if (reference !== null) return { ...empty, reference: follow(reference, reading) };
  return readKeywords(part, reading);
}

function readKeywords(part: Value, reading: Reading): Schema {
  const sub = (name: string): Schema | null => {
    const value = keyword(part, name);
    if (value === null) return null;
    return value.kind === 'object' || value.kind === 'boolean'
      ? readPart(value, reading)
      : fail(`${name} must be of an object`);
  };
  const list = (name: string): readonly Schema[] =>
    (listKeyword(part, name) ?? []).map((item) => readPart(item, reading));
  const types = readTypes(part);
  const properties = readProperties(part, reading);
  const additionalProperties = readAdditional(part, 'additionalProperties', reading);
  const patternProperties = readPatternProperties(part, reading);
  const propertyNames = reading.draft >= 6 ? sub('propertyNames') : null;
  const dependencies = readDependencies(part, reading);
  const items = readItems(part, reading);
  const additionalItems = readAdditional(part, 'additionalItems', reading);
  const bounds = readBounds(part, reading.draft);
  const lengths = readCounts(part, ['minLength', 'maxLength']);
  const pattern = readPattern(part);
  const format = textKeyword(part, 'format') ?? '';
  const sizes = readCounts(part, ['minProperties', 'maxProperties']);
  const required = readRequired(part);
  const counts = { ...empty.counts, ...lengths, ...sizes, ...readCounts(part, ['minItems', 'maxItems']) };
  const uniqueItems = readFlag(part, 'uniqueItems');
  const contains = reading.draft >= 6 ? sub('contains') : null;
  const constant = reading.draft >= 6 ? keyword(part, 'const') : null;
  const enumeration = readEnumeration(part);
  const [oneOf, anyOf, allOf, not] = [list('oneOf'), list('anyOf'), list('allOf'), sub('not')];
  const when = (name: string): Schema | null => (reading.draft >= 7 ? sub(name) : null);
  return {
    passes: null,
    reference: null,
    types,
    properties,
    additionalProperties,
    patternProperties,
    propertyNames,
    dependencies,
    items,
    additionalItems,
    contains,
    bounds,
    counts,
    pattern,
    format,
    required,
    uniqueItems,
    constant: constant === null ? null : canonical(constant),
    enumeration,
    oneOf,
    anyOf,
    allOf,
    not,
    condition: { if: when('if'), met: when('then'), unmet: when('else') },
  };
}

function readDefinitions(part: Value, reading: Reading): void {
  const definitions = keyword(part, 'definitions');
  if (definitions === null) return;
  if (definitions.kind !== 'object') wrongType('Array Of Schemas', 'definitions');
  for (const [, definition] of entriesOf(definitions)) {
    if (definition.kind !== 'object' && definition.kind !== 'boolean') wrongType('Array Of Schemas', 'definitions');
    readPart(definition, reading);
  }
}

function entriesOf(value: Value): readonly (readonly [key: string, value: Value])[] {
  return value.kind === 'object' ? jsonEntries(value.entries) : [];
}

/** `#` and `#/definitions/name`: what is in the document itself. */
function follow(reference: string, reading: Reading): Holder {
  const known = reading.references.get(reference);
  if (known !== undefined) return known;
  if (reference !== '#' && !reference.startsWith('#/')) {
    throw new Error(`the reference ${reference} asks for the network, which rules do not have`);
  }
  const holder: Holder = { schema: null };
  reading.references.set(reference, holder);
  const target = decodeURIComponent(reference)
    .split('/')
    .slice(1)
    .reduce<Value>((part, key) => childOf(part, key.replaceAll('~1', '/').replaceAll('~0', '~')), reading.document);
  if (target.kind !== 'object' && target.kind !== 'boolean') fail('Valid Schema must be of type object');
  holder.schema = readPart(target, reading);
  return holder;
}

function childOf(part: Value, key: string): Value {
  const found =
    part.kind === 'array' && /^\d+$/.test(key) ? part.items[Number(key)] : (keyword(part, key) ?? undefined);
  return found ?? fail(`Object has no key '${key}'`);
}

const knownTypes = ['array', 'boolean', 'integer', 'number', 'null', 'object', 'string'];

function readTypes(part: Value): readonly string[] {
  const value = keyword(part, 'type');
  if (value === null) return [];
  const list = value.kind === 'array' || value.kind === 'set' ? value.items : [value];
  const types: string[] = [];
  for (const item of list) {
    if (item.kind !== 'string') return wrongType('type', 'string/Array Of Strings');
    if (!knownTypes.includes(item.value)) {
      fail(
        `has a primitive type that is NOT VALID -- given: /${item.value}/ Expected valid values are:[${knownTypes.join(' ')}]`,
      );
    }
    if (types.includes(item.value)) fail(`${item.value} type is duplicated`);
    types.push(item.value);
  }
  return types;
}

function readProperties(part: Value, reading: Reading): Schema['properties'] {
  const value = keyword(part, 'properties');
  if (value === null) return [];
  if (value.kind !== 'object') return fail('Properties must be of type object');
  return entriesOf(value).map(([name, item]) => [name, readPart(item, reading)] as const);
}

function readAdditional(part: Value, name: string, reading: Reading): boolean | Schema | null {
  const value = keyword(part, name);
  if (value === null) return null;
  if (value.kind === 'boolean') return value.value;
  return value.kind === 'object' ? readPart(value, reading) : wrongType('boolean/Valid Schema', name);
}

function readPatternProperties(part: Value, reading: Reading): Schema['patternProperties'] {
  const value = keyword(part, 'patternProperties');
  if (value === null) return [];
  if (value.kind !== 'object') return wrongType('Valid Schema', 'patternProperties');
  return entriesOf(value).map(([source, item]) => {
    const expression = toRegExp(source) ?? fail(`Invalid regex pattern '${source}'`);
    return [expression, readPart(item, reading)] as const;
  });
}

function readDependencies(part: Value, reading: Reading): Schema['dependencies'] {
  const value = keyword(part, 'dependencies');
  if (value === null) return [];
  if (value.kind !== 'object') return fail('dependencies must be of type object');
  return entriesOf(value).map(([name, item]) => {
    if (item.kind === 'object' || item.kind === 'boolean') return [name, readPart(item, reading)] as const;
    const names =
      item.kind === 'array' ? item.items.map((each) => (each.kind === 'string' ? each.value : null)) : [null];
    const isFit = names.every((each) => each !== null);
    return isFit ? ([name, names] as const) : fail('Dependency must be of type Schema Or Array Of Strings');
  });
}

function readItems(part: Value, reading: Reading): readonly Schema[] | Schema | null {
  const value = keyword(part, 'items');
  if (value === null) return null;
  if (value.kind === 'object' || value.kind === 'boolean') return readPart(value, reading);
  if (value.kind !== 'array') return wrongType('Valid Schema/Array Of Schemas', 'items');
  return value.items.map((item) => {
    return item.kind === 'object' || item.kind === 'boolean'
      ? readPart(item, reading)
      : wrongType('Valid Schema/Array Of Schemas', 'items');
  });
}

function readPattern(part: Value): Schema['pattern'] {
  const source = textKeyword(part, 'pattern');
  if (source === null) return null;
  return { source, expression: toRegExp(source) ?? fail('pattern must be a valid regex') };
}

function readRequired(part: Value): readonly string[] {
  const names: string[] = [];
  for (const item of listKeyword(part, 'required') ?? []) {
    if (item.kind !== 'string') return wrongType('string', 'required');
    if (names.includes(item.value)) fail('required items must be unique');
    names.push(item.value);
  }
  return names;
}

function readFlag(part: Value, name: string): boolean {
  const value = keyword(part, name);
  if (value === null) return false;
  return value.kind === 'boolean' ? value.value : fail(`${name} must be of a boolean`);
}

function readEnumeration(part: Value): readonly string[] | null {
  const values = listKeyword(part, 'enum')?.map(canonical) ?? null;
  if (values !== null && new Set(values).size < values.length) fail('enum items must be unique');
  return values;
}
