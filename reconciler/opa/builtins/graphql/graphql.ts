/** The `graphql.*` builtins. */

import { array, asText, boolean, type Builtin, type Value } from '../value.ts';
import { checkQuery } from './check-query.ts';
import { checkSchema } from './check-schema.ts';
import { parseQuery } from './parse-query.ts';
import { parseSchema } from './parse-schema.ts';
import { type Schema, schemaOf, withIntrospection } from './schema.ts';
import type { QueryDocument, SchemaDocument } from './syntax.ts';
import { fail, GraphqlError } from './tokens.ts';
import { queryOfValue, schemaOfValue, valueOfTree } from './tree-value.ts';

/** What it makes, or null where something is no GraphQL. */
function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphqlError) return null;
    throw error;
  }
}

function readQuery(value: Value | undefined): QueryDocument {
  if (value?.kind === 'string') return parseQuery(value.value);
  return value?.kind === 'object' ? queryOfValue(value) : fail('no query');
}

function readSchema(value: Value | undefined): SchemaDocument {
  if (value?.kind === 'string') return parseSchema(value.value);
  return value?.kind === 'object' ? schemaOfValue(value) : fail('no schema');
}

function checkedSchema(document: SchemaDocument): Schema {
  const schema = schemaOf(document);
  checkSchema(schema, document);
  return withIntrospection(schema);
}

/** Both trees, once the query fits the schema. */
function verified(query: Value | undefined, schema: Value | undefined): readonly [Value, Value] | null {
  return attempt(() => {
    const document = readQuery(query);
    const schemaDocument = readSchema(schema);
    checkQuery(checkedSchema(schemaDocument), document);
    return [valueOfTree(document), valueOfTree(schemaDocument)];
  });
}

const parse: Builtin = (query, schema) => {
  const trees = verified(query, schema);
  return trees === null ? null : array(trees);
};

const empty: Value = { kind: 'object', entries: [] };

const parseAndVerify: Builtin = (query, schema) => {
  const trees = verified(query, schema);
  return array(trees === null ? [boolean(false), empty, empty] : [boolean(true), ...trees]);
};

const isValid: Builtin = (query, schema) => boolean(verified(query, schema) !== null);

const parseQueryText: Builtin = (value) => {
  const source = asText(value);
  return source === null ? null : attempt(() => valueOfTree(parseQuery(source)));
};

const parseSchemaText: Builtin = (value) => {
  const source = asText(value);
  return source === null ? null : attempt(() => valueOfTree(parseSchema(source)));
};

const schemaIsValid: Builtin = (value) => boolean(attempt(() => checkedSchema(readSchema(value))) !== null);

export const graphql = {
  'graphql.parse': parse,
  'graphql.parse_and_verify': parseAndVerify,
  'graphql.parse_query': parseQueryText,
  'graphql.parse_schema': parseSchemaText,
  'graphql.is_valid': isValid,
  'graphql.schema_is_valid': schemaIsValid,
} satisfies Record<string, Builtin>;
