import { parseSchema } from './parse-schema.ts';
import { prelude } from './prelude.ts';
import type { Definition, DirectiveDefinition, FieldDefinition, SchemaDocument, Type } from './syntax.ts';
import { fail } from './tokens.ts';

/** A schema with everything by its name. */
export interface Schema {
  readonly types: ReadonlyMap<string, Definition>;
  readonly directives: ReadonlyMap<string, DirectiveDefinition>;
  /** The objects that a type may turn out to be. */
  readonly possible: ReadonlyMap<string, readonly (Definition | undefined)[]>;
  readonly roots: Readonly<Record<'query' | 'mutation' | 'subscription', Definition | null>>;
}

/** Joins a schema with what every schema has, and extensions with what they extend. Throws a GraphqlError. */
export function schemaOf(document: SchemaDocument): Schema {
  const base = parseSchema(prelude, true);
  const types = typesOf([...base.Definitions, ...document.Definitions], document.Extensions);
  const directives = directivesOf([...base.Directives, ...document.Directives]);
  if (document.Schema.length > 1) fail('more than one schema');
  const named = namedRoots(document, types);
  const implied = document.Schema.length === 0;
  const root = (operation: keyof Schema['roots'], name: string): Definition | null =>
    named[operation] ?? (implied ? (types.get(name) ?? null) : null);
  const roots = {
    query: root('query', 'Query'),
    mutation: root('mutation', 'Mutation'),
    subscription: root('subscription', 'Subscription'),
  };
  return { types, directives, possible: possibleTypes([...types.values()], types), roots };
}

/** A checked schema, of which queries may ask what is in it. */
export function withIntrospection(schema: Schema): Schema {
  const { query } = schema.roots;
  if (query === null) return schema;
  const asked = { ...query, Fields: [...query.Fields, ...introspection] };
  const types = new Map([...schema.types, [query.Name, asked] as const]);
  return { ...schema, types, roots: { ...schema.roots, query: asked } };
}

function typesOf(definitions: readonly Definition[], extensions: readonly Definition[]): Map<string, Definition> {
  const types = new Map<string, Definition>();
  for (const definition of definitions) {
    if (types.has(definition.Name)) fail(`type ${definition.Name} is declared twice`);
    types.set(definition.Name, definition);
  }
  for (const extension of extensions) {
    const base = types.get(extension.Name) ?? emptyLike(extension);
    if (base.Kind !== extension.Kind) fail(`type ${extension.Name} is of another kind`);
    types.set(extension.Name, {
      ...base,
      Directives: [...base.Directives, ...extension.Directives],
      Interfaces: [...base.Interfaces, ...extension.Interfaces],
      Fields: [...base.Fields, ...extension.Fields],
      Types: [...base.Types, ...extension.Types],
      EnumValues: [...base.EnumValues, ...extension.EnumValues],
    });
  }
  return types;
}

function emptyLike(extension: Definition): Definition {
  return { ...extension, BuiltIn: false, Directives: [], Interfaces: [], Fields: [], Types: [], EnumValues: [] };
}

const standard: ReadonlySet<string> = new Set(['include', 'skip', 'deprecated', 'specifiedBy', 'defer', 'oneOf']);

function directivesOf(definitions: readonly DirectiveDefinition[]): ReadonlyMap<string, DirectiveDefinition> {
  const directives = new Map<string, DirectiveDefinition>();
  for (const definition of definitions) {
    const { Name } = definition;
    // The standard ones may be declared once more.
    if (directives.has(Name) && !standard.has(Name)) fail(`directive ${Name} is declared twice`);
    directives.set(Name, definition);
  }
  return directives;
}

type Roots = Partial<Record<string, Definition>>;

function namedRoots(document: SchemaDocument, types: ReadonlyMap<string, Definition>): Roots {
  const roots: Roots = {};
  for (const { OperationTypes } of [...document.Schema, ...document.SchemaExtension]) {
    for (const { Operation, Type } of OperationTypes) {
      roots[Operation] = types.get(Type) ?? fail(`the type ${Type} does not exist`);
    }
  }
  return roots;
}

function possibleTypes(definitions: readonly Definition[], types: ReadonlyMap<string, Definition>): Schema['possible'] {
  const possible = new Map<string, (Definition | undefined)[]>();
  const add = (name: string, definition: Definition | undefined): void => {
    possible.set(name, [...(possible.get(name) ?? []), definition]);
  };
  for (const definition of definitions) {
    if (definition.Kind === 'UNION') for (const name of definition.Types) add(definition.Name, types.get(name));
    if (!['OBJECT', 'INPUT_OBJECT', 'INTERFACE'].includes(definition.Kind)) continue;
    for (const name of definition.Interfaces) add(name, definition);
    if (definition.Kind !== 'INTERFACE') add(definition.Name, definition);
  }
  return possible;
}

function named(NamedType: string, NonNull: boolean): Type {
  return { NamedType, Elem: null, NonNull };
}

const bare = { Description: '', BeforeDescriptionComment: null, AfterDescriptionComment: null } as const;

/** The fields by which a query asks for the schema. */
const introspection: readonly FieldDefinition[] = [
  { ...bare, Name: '__schema', Type: named('__Schema', true), Arguments: [], DefaultValue: null, Directives: [] },
  {
    ...bare,
    Name: '__type',
    Type: named('__Type', false),
    DefaultValue: null,
    Directives: [],
    Arguments: [{ ...bare, Name: 'name', Type: named('String', true), DefaultValue: null, Directives: [] }],
  },
];
