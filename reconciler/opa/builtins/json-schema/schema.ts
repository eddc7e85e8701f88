import { field, type Value } from '../value.ts';
import { fail } from './problem.ts';
import type { Rational } from './rational.ts';

/** A schema with its keywords checked. */
export interface Schema {
  /** `true` and `false` stand for anything and nothing. */
  readonly passes: boolean | null;
  readonly reference: Holder | null;
  readonly types: readonly string[];
  readonly properties: readonly (readonly [name: string, schema: Schema])[];
  readonly additionalProperties: boolean | Schema | null;
  readonly patternProperties: readonly (readonly [pattern: RegExp, schema: Schema])[];
  readonly propertyNames: Schema | null;
  readonly dependencies: readonly (readonly [name: string, needed: readonly string[] | Schema])[];
  readonly items: readonly Schema[] | Schema | null;
  readonly additionalItems: boolean | Schema | null;
  readonly contains: Schema | null;
  readonly bounds: Bounds;
  readonly counts: Counts;
  readonly pattern: { readonly source: string; readonly expression: RegExp } | null;
  readonly format: string;
  readonly required: readonly string[];
  readonly uniqueItems: boolean;
  /** As JSON. */
  readonly constant: string | null;
  readonly enumeration: readonly string[] | null;
  readonly oneOf: readonly Schema[];
  readonly anyOf: readonly Schema[];
  readonly allOf: readonly Schema[];
  readonly not: Schema | null;
  readonly condition: { readonly if: Schema | null; readonly met: Schema | null; readonly unmet: Schema | null };
}

export interface Bounds {
  readonly multipleOf: Rational | null;
  readonly minimum: Rational | null;
  readonly exclusiveMinimum: Rational | null;
  readonly maximum: Rational | null;
  readonly exclusiveMaximum: Rational | null;
}

export type CountName = 'minLength' | 'maxLength' | 'minProperties' | 'maxProperties' | 'minItems' | 'maxItems';
export type Counts = Readonly<Record<CountName, number | null>>;

/** What a reference leads to; filled once it is read, for it may lead back. */
export interface Holder {
  schema: Schema | null;
}

/** A schema's keyword, or null. */
export function keyword(schema: Value, name: string): Value | null {
  return field(schema, name);
}

export function wrongType(expected: string, given: string): never {
  return fail(`Invalid type. Expected: ${expected}, given: ${given}`);
}

/** The text that a keyword has to be. */
export function textKeyword(schema: Value, name: string): string | null {
  const value = keyword(schema, name);
  if (value === null) return null;
  return value.kind === 'string' ? value.value : wrongType('string', name);
}

export function listKeyword(schema: Value, name: string): readonly Value[] | null {
  const value = keyword(schema, name);
  if (value === null) return null;
  return value.kind === 'array' || value.kind === 'set' ? value.items : fail(`${name} must be of an array`);
}
