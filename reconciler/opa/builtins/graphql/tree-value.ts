/** Syntax trees as Rego's values, and back. */

import { jsonEntries, object } from '../json.ts';
import { type Entry, number, text, type Value } from '../value.ts';
import type { QueryDocument, SchemaDocument } from './syntax.ts';
import { fail } from './tokens.ts';

/** A tree without what is null or empty in it. */
export function valueOfTree(tree: QueryDocument | SchemaDocument): Value {
  return valueOf(tree) ?? { kind: 'object', entries: [] };
}

function valueOf(part: unknown): Value | null {
  if (typeof part === 'string') return text(part);
  if (typeof part === 'number') return number(part);
  if (typeof part === 'boolean') return { kind: 'boolean', value: part };
  if (Array.isArray(part)) {
    const items = part.map(valueOf).filter((item) => item !== null);
    return items.length === 0 ? null : { kind: 'array', items };
  }
  if (typeof part !== 'object' || part === null) return null;
  const entries = Object.entries(part).flatMap(([name, item]): Entry[] => {
    const value = valueOf(item);
    return value === null ? [] : [[text(name), value]];
  });
  return entries.length === 0 ? null : object(entries);
}

/** What a field of a tree holds: `text`, `flag`, `number`, the name of a shape, or a list of one of these. */
type Shape = Readonly<Record<string, string>>;

const described = {
  Description: 'text',
  BeforeDescriptionComment: 'CommentGroup',
  AfterDescriptionComment: 'CommentGroup',
} as const;
const argumentDefinition = {
  ...described,
  Name: 'text',
  DefaultValue: 'Value?',
  Type: 'Type',
  Directives: '[Directive]',
} as const;

const shapes: Readonly<Record<string, Shape>> = {
  CommentGroup: { List: '[CommentLine]' },
  CommentLine: { Value: 'text' },
  Type: { NamedType: 'text', Elem: 'Type?', NonNull: 'flag' },
  Value: {
    Raw: 'text',
    Children: '[ChildValue]',
    Kind: 'number',
    Comment: 'CommentGroup',
    ExpectedTypeHasDefault: 'flag',
  },
  ChildValue: { Name: 'text', Value: 'Value', Comment: 'CommentGroup' },
  Directive: { Name: 'text', Arguments: '[ChildValue]', Location: 'text' },
  // A fragment in a selection is read as a field, too.
  Field: {
    Alias: 'text',
    Name: 'text',
    Arguments: '[ChildValue]',
    Directives: '[Directive]',
    SelectionSet: '[Field]',
  },
  VariableDefinition: {
    Variable: 'text',
    Type: 'Type',
    DefaultValue: 'Value?',
    Directives: '[Directive]',
    Comment: 'CommentGroup',
    Used: 'flag',
  },
  Operation: {
    Operation: 'text',
    Name: 'text',
    VariableDefinitions: '[VariableDefinition]',
    Directives: '[Directive]',
    SelectionSet: '[Field]',
  },
  Fragment: {
    Name: 'text',
    VariableDefinition: '[VariableDefinition]',
    TypeCondition: 'text',
    Directives: '[Directive]',
    SelectionSet: '[Field]',
  },
  QueryDocument: { Operations: '[Operation]', Fragments: '[Fragment]', Comment: 'CommentGroup' },
  ArgumentDefinition: argumentDefinition,
  FieldDefinition: { ...argumentDefinition, Arguments: '[ArgumentDefinition]' },
  EnumValueDefinition: { ...described, Name: 'text', Directives: '[Directive]' },
  Definition: {
    ...described,
    Kind: 'text',
    Name: 'text',
    Directives: '[Directive]',
    Interfaces: '[text]',
    Fields: '[FieldDefinition]',
    Types: '[text]',
    EnumValues: '[EnumValueDefinition]',
    BuiltIn: 'flag',
    EndOfDefinitionComment: 'CommentGroup',
  },
  DirectiveDefinition: {
    ...described,
    Name: 'text',
    Arguments: '[ArgumentDefinition]',
    Locations: '[text]',
    IsRepeatable: 'flag',
  },
  OperationType: { Operation: 'text', Type: 'text', Comment: 'CommentGroup' },
  SchemaDefinition: {
    ...described,
    Directives: '[Directive]',
    OperationTypes: '[OperationType]',
    EndOfDefinitionComment: 'CommentGroup',
  },
  SchemaDocument: {
    Schema: '[SchemaDefinition]',
    SchemaExtension: '[SchemaDefinition]',
    Directives: '[DirectiveDefinition]',
    Definitions: '[Definition]',
    Extensions: '[Definition]',
    Comment: 'CommentGroup',
  },
};

/** A tree that a rule made or kept. Throws a GraphqlError when it is none. */
export function queryOfValue(value: Value): QueryDocument {
  // The shape has been followed.
  return read('QueryDocument', value) as QueryDocument;
}

export function schemaOfValue(value: Value): SchemaDocument {
  // The shape has been followed.
  return read('SchemaDocument', value) as SchemaDocument;
}

/** These may be read with their keys in any case. */
const exact: ReadonlySet<string> = new Set(['Field', 'Operation', 'Fragment']);

function read(kind: string, value: Value | null): unknown {
  const given = value?.kind === 'null' ? null : value;
  if (kind.startsWith('[')) return readList(kind.slice(1, -1), given);
  if (kind === 'text' || kind === 'flag' || kind === 'number') return readPlain(kind, given);
  if (given === null && (kind.endsWith('?') || kind === 'CommentGroup')) return null;
  return readObject(kind.replace('?', ''), given);
}

function readPlain(kind: 'text' | 'flag' | 'number', given: Value | null): unknown {
  if (given === null) return { text: '', flag: false, number: 0 }[kind];
  if (kind === 'text' && given.kind === 'string') return given.value;
  if (kind === 'flag' && given.kind === 'boolean') return given.value;
  return kind === 'number' && given.kind === 'number' ? Number(given.text) : fail(`expected a ${kind}`);
}

function readList(kind: string, given: Value | null): readonly unknown[] {
  if (given === null) return [];
  if (given.kind !== 'array' && given.kind !== 'set') return fail('expected a list');
  return given.items.map((item) => read(kind, item));
}

function readObject(kind: string, given: Value | null): unknown {
  const shape = shapes[kind] ?? {};
  if (given === null && (kind === 'Type' || kind === 'Value')) return fail(`a ${kind} is missing`);
  if (given !== null && given.kind !== 'object') return fail('expected an object');
  const found = new Map<string, Value>();
  for (const [name, item] of jsonEntries(given?.entries ?? [])) {
    found.set(exact.has(kind) ? name : name.toLowerCase(), item);
  }
  const fields = Object.entries(shape).map(([name, part]) => {
    return [name, read(part, found.get(exact.has(kind) ? name : name.toLowerCase()) ?? null)];
  });
  return Object.fromEntries(fields);
}
