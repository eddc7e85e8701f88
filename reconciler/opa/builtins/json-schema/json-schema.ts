/** `json.verify_schema` and `json.match_schema`. Where OPA tells of several problems in any order, here they come by their keys. */

import { object, readJson } from '../json.ts';
import { array, boolean, text, type Builtin, type Value } from '../value.ts';
import { check } from './check.ts';
import { SchemaError } from './problem.ts';
import { readSchema } from './read.ts';

/** JSON as a text, or an object or a list. */
function documentOf(value: Value | undefined): Value {
  if (value?.kind === 'string') {
    const read = readJson(value.value);
    if (read === null) throw new SchemaError('invalid JSON string');
    return read;
  }
  if (value?.kind === 'object' || value?.kind === 'array') return value;
  throw new SchemaError('wrong type, expected string or object');
}

const verifySchema: Builtin = (schema) => {
  try {
    readSchema(documentOf(schema));
    return array([boolean(true), { kind: 'null' }]);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return array([boolean(false), text(`jsonschema: ${error.message}`)]);
  }
};

const matchSchema: Builtin = (document, schema) => {
  try {
    const { problems } = check(readSchema(documentOf(schema)), documentOf(document), []);
    const told = problems.map(({ type, field, description }) =>
      object([
        [text('desc'), text(description)],
        [text('error'), text(`${field}: ${description}`)],
        [text('field'), text(field)],
        [text('type'), text(type)],
      ]),
    );
    return array([boolean(problems.length === 0), array(told)]);
  } catch (error) {
    if (error instanceof SchemaError) return null;
    throw error;
  }
};

export const jsonSchema = {
  'json.verify_schema': verifySchema,
  'json.match_schema': matchSchema,
} satisfies Record<string, Builtin>;
