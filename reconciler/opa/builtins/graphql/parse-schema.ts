import {
  between,
  braces,
  commentAt,
  type Cursor,
  cursorOf,
  expectMark,
  expectWord,
  isWord,
  next,
  parens,
  parseName,
  peek,
  skipMark,
} from './cursor.ts';
import { parseDirectives, parseType, parseValue } from './parse-value.ts';
import type {
  ArgumentDefinition,
  Comment,
  Definition,
  DirectiveDefinition,
  EnumValueDefinition,
  FieldDefinition,
  OperationType,
  SchemaDefinition,
  SchemaDocument,
} from './syntax.ts';
import { fail } from './tokens.ts';

/** Parses a schema. Throws a GraphqlError. */
export function parseSchema(source: string, BuiltIn = false): SchemaDocument {
  const cursor = cursorOf(source);
  const Schema: SchemaDefinition[] = [];
  const SchemaExtension: SchemaDefinition[] = [];
  const Directives: DirectiveDefinition[] = [];
  const Definitions: Definition[] = [];
  const Extensions: Definition[] = [];
  while (peek(cursor).kind !== 'end') {
    const description = parseDescription(cursor);
    if (isWord(cursor, 'schema')) Schema.push(parseSchemaDefinition(cursor, description));
    else if (isWord(cursor, 'directive')) Directives.push(parseDirectiveDefinition(cursor, description));
    else if (!isWord(cursor, 'extend')) Definitions.push({ ...parseDefinition(cursor, description), BuiltIn });
    else {
      if (description.Description !== '') fail('an extension has no description');
      const comment = expectWord(cursor, 'extend');
      if (isWord(cursor, 'schema')) SchemaExtension.push(parseSchemaExtension(cursor, comment));
      else Extensions.push({ ...parseExtension(cursor, comment), BuiltIn });
    }
  }
  return { Schema, SchemaExtension, Directives, Definitions, Extensions, Comment: commentAt(cursor) };
}

interface Described {
  readonly Description: string;
  readonly BeforeDescriptionComment: Comment;
}

const undescribed: Described = { Description: '', BeforeDescriptionComment: null };

function parseDescription(cursor: Cursor): Described {
  const { kind } = peek(cursor);
  if (kind !== 'string' && kind !== 'block') return undescribed;
  const BeforeDescriptionComment = commentAt(cursor);
  return { Description: next(cursor).value, BeforeDescriptionComment };
}

/** Of a part of a definition: an empty description leaves its comments behind. */
function parsePartDescription(cursor: Cursor): Described & { readonly AfterDescriptionComment: Comment } {
  const description = parseDescription(cursor);
  peek(cursor);
  const AfterDescriptionComment = commentAt(cursor);
  return { ...(description.Description === '' ? undescribed : description), AfterDescriptionComment };
}

function parseSchemaDefinition(cursor: Cursor, description: Described): SchemaDefinition {
  const AfterDescriptionComment = expectWord(cursor, 'schema');
  return { ...description, AfterDescriptionComment, ...parseSchemaBody(cursor) };
}

function parseSchemaExtension(cursor: Cursor, AfterDescriptionComment: Comment): SchemaDefinition {
  expectWord(cursor, 'schema');
  const body = parseSchemaBody(cursor);
  if (body.Directives.length + body.OperationTypes.length === 0) fail('an extension of nothing');
  return { ...undescribed, AfterDescriptionComment, ...body };
}

function parseSchemaBody(
  cursor: Cursor,
): Pick<SchemaDefinition, 'Directives' | 'OperationTypes' | 'EndOfDefinitionComment'> {
  const Directives = parseDirectives(cursor, true);
  const { items, comment } = between(cursor, braces, parseOperationType);
  return { Directives, OperationTypes: items, EndOfDefinitionComment: comment };
}

function parseOperationType(cursor: Cursor): OperationType {
  peek(cursor);
  const Comment = commentAt(cursor);
  const { value } = next(cursor);
  if (!['query', 'mutation', 'subscription'].includes(value)) fail(`unexpected ${value}`);
  expectMark(cursor, ':');
  return { Operation: value, Type: parseName(cursor), Comment };
}

const kinds: Readonly<Record<string, string>> = {
  scalar: 'SCALAR',
  type: 'OBJECT',
  interface: 'INTERFACE',
  union: 'UNION',
  enum: 'ENUM',
  input: 'INPUT_OBJECT',
};

function parseDefinition(cursor: Cursor, description: Described): Definition {
  const word = peek(cursor).value;
  const Kind = kinds[word] ?? fail(`unexpected ${word}`);
  const AfterDescriptionComment = expectWord(cursor, word);
  return { ...description, AfterDescriptionComment, ...parseBody(cursor, Kind, false) };
}

function parseExtension(cursor: Cursor, AfterDescriptionComment: Comment): Definition {
  const word = peek(cursor).value;
  const Kind = kinds[word] ?? fail(`unexpected ${word}`);
  expectWord(cursor, word);
  const body = parseBody(cursor, Kind, true);
  const { Interfaces, Directives, Fields, Types, EnumValues } = body;
  const parts = [Interfaces, Directives, Fields, Types, EnumValues];
  if (parts.every((part) => part.length === 0)) fail('an extension of nothing');
  return { ...undescribed, AfterDescriptionComment, ...body };
}

type Body = Omit<Definition, 'Description' | 'BeforeDescriptionComment' | 'AfterDescriptionComment'>;

function parseBody(cursor: Cursor, Kind: string, isExtension: boolean): Body {
  const Name = parseName(cursor);
  const hasInterfaces = Kind === 'OBJECT' || (Kind === 'INTERFACE' && !isExtension);
  const Interfaces = hasInterfaces ? parseInterfaces(cursor) : [];
  const Directives = parseDirectives(cursor, !(isExtension && Kind === 'INPUT_OBJECT'));
  const none = { items: [], comment: null };
  const hasFields = Kind === 'OBJECT' || Kind === 'INTERFACE';
  const parseOneField = Kind === 'INPUT_OBJECT' ? parseInputField : parseField;
  const fields = hasFields || Kind === 'INPUT_OBJECT' ? between(cursor, braces, parseOneField) : none;
  const values = Kind === 'ENUM' ? between(cursor, braces, parseEnumValue) : none;
  return {
    Kind,
    Name,
    Interfaces,
    Directives,
    BuiltIn: false,
    Fields: fields.items,
    Types: Kind === 'UNION' ? parseMembers(cursor) : [],
    EnumValues: values.items,
    EndOfDefinitionComment: fields.comment ?? values.comment,
  };
}

function parseInterfaces(cursor: Cursor): readonly string[] {
  if (peek(cursor).value !== 'implements') return [];
  next(cursor);
  return parseSeparated(cursor, '&', parseName);
}

function parseMembers(cursor: Cursor): readonly string[] {
  return skipMark(cursor, '=') ? parseSeparated(cursor, '|', parseName) : [];
}

/** The separator may come first, too. */
function parseSeparated(cursor: Cursor, separator: string, parse: (cursor: Cursor) => string): readonly string[] {
  skipMark(cursor, separator);
  const items = [parse(cursor)];
  while (skipMark(cursor, separator)) items.push(parse(cursor));
  return items;
}

function parseField(cursor: Cursor): FieldDefinition {
  const description = parsePartDescription(cursor);
  const Name = parseName(cursor);
  const Arguments = parseArgumentDefinitions(cursor);
  expectMark(cursor, ':');
  const Type = parseType(cursor);
  return { ...description, Name, Arguments, DefaultValue: null, Type, Directives: parseDirectives(cursor, true) };
}

function parseInputField(cursor: Cursor): FieldDefinition {
  return { ...parseArgumentDefinition(cursor), Arguments: [] };
}

function parseArgumentDefinitions(cursor: Cursor): readonly ArgumentDefinition[] {
  return between(cursor, parens, parseArgumentDefinition).items;
}

function parseArgumentDefinition(cursor: Cursor): ArgumentDefinition {
  const description = parsePartDescription(cursor);
  const Name = parseName(cursor);
  expectMark(cursor, ':');
  const Type = parseType(cursor);
  const DefaultValue = skipMark(cursor, '=') ? parseValue(cursor, true) : null;
  return { ...description, Name, DefaultValue, Type, Directives: parseDirectives(cursor, true) };
}

function parseEnumValue(cursor: Cursor): EnumValueDefinition {
  const description = parsePartDescription(cursor);
  return { ...description, Name: parseName(cursor), Directives: parseDirectives(cursor, true) };
}

function parseDirectiveDefinition(cursor: Cursor, description: Described): DirectiveDefinition {
  const AfterDescriptionComment = expectWord(cursor, 'directive');
  expectMark(cursor, '@');
  const Name = parseName(cursor);
  const Arguments = parseArgumentDefinitions(cursor);
  const IsRepeatable = isWord(cursor, 'repeatable');
  if (IsRepeatable) next(cursor);
  expectWord(cursor, 'on');
  const Locations = parseSeparated(cursor, '|', parseLocation);
  return { ...description, AfterDescriptionComment, Name, Arguments, Locations, IsRepeatable };
}

const locations: ReadonlySet<string> = new Set(
  `QUERY MUTATION SUBSCRIPTION FIELD FRAGMENT_DEFINITION FRAGMENT_SPREAD INLINE_FRAGMENT VARIABLE_DEFINITION SCHEMA
  SCALAR OBJECT FIELD_DEFINITION ARGUMENT_DEFINITION INTERFACE UNION ENUM ENUM_VALUE INPUT_OBJECT
  INPUT_FIELD_DEFINITION`.split(/\s+/),
);

function parseLocation(cursor: Cursor): string {
  const name = parseName(cursor);
  return locations.has(name) ? name : fail(`unexpected ${name}`);
}
