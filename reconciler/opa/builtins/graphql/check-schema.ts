/** Whether a schema is sound; each check throws a GraphqlError where it is not. */

import type { Schema } from './schema.ts';
import {
  type Argument,
  type ArgumentDefinition,
  type Definition,
  type Directive,
  type DirectiveDefinition,
  type FieldDefinition,
  type SchemaDocument,
  type Type,
  typeName,
  valueKinds,
} from './syntax.ts';
import { fail } from './tokens.ts';

export function checkSchema(schema: Schema, { Schema, SchemaExtension }: SchemaDocument): void {
  for (const { Directives } of [...Schema, ...SchemaExtension]) checkDirectives(schema, Directives, 'SCHEMA');
  for (const definition of schema.types.values()) checkDefinition(schema, definition);
  for (const definition of schema.types.values()) checkCycles(schema, definition, []);
  for (const directive of schema.directives.values()) {
    checkName(directive.Name);
    checkArguments(schema, directive.Arguments, directive);
  }
}

const inputKinds = ['SCALAR', 'ENUM', 'INPUT_OBJECT'];
const outputKinds = ['SCALAR', 'OBJECT', 'INTERFACE', 'UNION', 'ENUM'];

export function isInput({ Kind }: Definition): boolean {
  return inputKinds.includes(Kind);
}

function checkDefinition(schema: Schema, definition: Definition): void {
  const { Kind, Name, Fields, Types, Interfaces, EnumValues, Directives, BuiltIn } = definition;
  for (const field of Fields) checkField(schema, field, Kind);
  for (const name of Types) {
    if (schema.types.get(name)?.Kind !== 'OBJECT') fail(`the member ${name} is no object type`);
  }
  for (const name of Interfaces) checkImplements(schema, definition, name);
  if (['OBJECT', 'INTERFACE', 'INPUT_OBJECT'].includes(Kind) && Fields.length === 0) fail(`${Name} has no fields`);
  if (Kind === 'ENUM') checkValues(schema, definition);
  for (const names of [Fields.map((field) => field.Name), EnumValues.map((value) => value.Name), Types]) {
    if (new Set(names).size < names.length) fail(`${Name} has a part twice`);
  }
  if (!BuiltIn) checkName(Name);
  // Each extension may have a directive once more.
  checkDirectives(schema, Directives, Kind, { isMerged: true });
}

function checkValues(schema: Schema, { Name, EnumValues }: Definition): void {
  if (EnumValues.length === 0) fail(`${Name} has no values`);
  for (const value of EnumValues) {
    if (['true', 'false', 'null'].includes(value.Name)) fail(`${value.Name} is no value of an enum`);
    checkDirectives(schema, value.Directives, 'ENUM_VALUE');
  }
}

function checkField(schema: Schema, { Name, Type, Arguments, Directives }: FieldDefinition, kind: string): void {
  checkName(Name);
  const type = typeOf(schema, Type);
  checkArguments(schema, Arguments, null);
  checkDirectives(schema, Directives, kind === 'INPUT_OBJECT' ? 'INPUT_FIELD_DEFINITION' : 'FIELD_DEFINITION');
  const wanted = kind === 'INPUT_OBJECT' ? inputKinds : kind === 'OBJECT' || kind === 'INTERFACE' ? outputKinds : null;
  if (wanted !== null && !wanted.includes(type.Kind)) fail(`the field ${Name} cannot be of the kind ${type.Kind}`);
}

function typeOf(schema: Schema, type: Type): Definition {
  return schema.types.get(typeName(type)) ?? fail(`undefined type ${typeName(type)}`);
}

function checkArguments(
  schema: Schema,
  definitions: readonly ArgumentDefinition[],
  directive: DirectiveDefinition | null,
): void {
  for (const { Name, Type, Directives } of definitions) {
    checkName(Name);
    if (!isInput(typeOf(schema, Type))) fail(`the argument ${Name} is of no input type`);
    checkDirectives(schema, Directives, 'ARGUMENT_DEFINITION', { within: directive });
  }
}

interface Place {
  /** Of several places: a directive may come again. */
  readonly isMerged?: boolean;
  /** The directive that is being defined: it may not use itself. */
  readonly within?: DirectiveDefinition | null;
}

function checkDirectives(schema: Schema, list: readonly Directive[], location: string, place: Place = {}): void {
  const seen = new Set<string>();
  for (const { Name, Arguments } of list) {
    checkName(Name);
    if (Name === place.within?.Name) fail(`the directive ${Name} refers to itself`);
    const definition = schema.directives.get(Name) ?? fail(`undefined directive ${Name}`);
    if (place.isMerged !== true && seen.has(Name) && !definition.IsRepeatable) fail(`${Name} comes twice`);
    seen.add(Name);
    if (!definition.Locations.includes(location)) fail(`the directive ${Name} is not for ${location}`);
    checkGiven(Arguments, definition);
  }
}

function checkGiven(list: readonly Argument[], definition: DirectiveDefinition): void {
  for (const { Name } of list) {
    if (!definition.Arguments.some((each) => each.Name === Name)) fail(`undefined argument ${Name}`);
  }
  for (const { Name, Type, DefaultValue } of definition.Arguments) {
    if (!Type.NonNull || DefaultValue !== null) continue;
    const given = list.find((argument) => argument.Name === Name);
    if (given === undefined || given.Value.Kind === valueKinds.null) fail(`the argument ${Name} cannot be null`);
  }
}

function checkImplements(schema: Schema, definition: Definition, name: string): void {
  const wanted = schema.types.get(name);
  if (wanted?.Kind !== 'INTERFACE') fail(`${name} is no interface`);
  for (const field of wanted?.Fields ?? []) {
    const found =
      definition.Fields.find(({ Name }) => Name === field.Name) ?? fail(`the field ${field.Name} is missing`);
    if (!isCovariant(schema, field.Type, found.Type)) fail(`the field ${field.Name} is of another type`);
    checkSameArguments(field, found);
  }
  for (const above of wanted?.Interfaces ?? []) {
    if (!definition.Interfaces.includes(above)) fail(`${definition.Name} has to implement ${above} too`);
  }
}

function checkSameArguments(wanted: FieldDefinition, found: FieldDefinition): void {
  for (const argument of wanted.Arguments) {
    const given = found.Arguments.find(({ Name }) => Name === argument.Name);
    if (given === undefined || !isCompatible(argument.Type, given.Type)) fail(`the argument ${argument.Name} differs`);
  }
  for (const { Name, Type, DefaultValue } of found.Arguments) {
    const isExtra = !wanted.Arguments.some((argument) => argument.Name === Name);
    if (isExtra && Type.NonNull && DefaultValue === null) fail(`the additional argument ${Name} is required`);
  }
}

function isCovariant(schema: Schema, wanted: Type, found: Type): boolean {
  if (wanted.NonNull && !found.NonNull) return false;
  if (wanted.Elem !== null) return found.Elem !== null && isCovariant(schema, wanted.Elem, found.Elem);
  if (wanted.NamedType === found.NamedType) return true;
  return (schema.possible.get(wanted.NamedType) ?? []).some((type) => type?.Name === found.NamedType);
}

/** Whether the one may stand where the other is wanted. */
export function isCompatible(type: Type, wanted: Type): boolean {
  if (type.NamedType !== wanted.NamedType || (type.Elem !== null && wanted.Elem === null)) return false;
  if (type.Elem !== null && wanted.Elem !== null && !isCompatible(type.Elem, wanted.Elem)) return false;
  return !wanted.NonNull || type.NonNull;
}

/** An input may not need itself to be there. */
function checkCycles(schema: Schema, definition: Definition, path: readonly string[]): void {
  if (definition.Kind !== 'INPUT_OBJECT') return;
  if (path.includes(definition.Name)) fail(`${definition.Name} needs itself`);
  for (const { Type } of definition.Fields) {
    const next = Type.NonNull && Type.Elem === null ? schema.types.get(Type.NamedType) : undefined;
    if (next !== undefined) checkCycles(schema, next, [...path, definition.Name]);
  }
}

function checkName(name: string): void {
  if (name.startsWith('__')) fail(`the name ${name} is reserved`);
}
