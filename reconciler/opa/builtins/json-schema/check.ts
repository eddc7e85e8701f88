import { jsonEntries } from '../json.ts';
import type { Value } from '../value.ts';
import { checkArray } from './check-array.ts';
import { isInFormat } from './formats.ts';
import { fieldOf, merge, nearest, noProblems, type Path, report, type Result } from './problem.ts';
import { canonical, compareRationals, isMultiple, isWhole, type Rational, rationalOf, shown } from './rational.ts';
import type { Bounds, Schema } from './schema.ts';

/** What is wrong with a document. */
export function check(schema: Schema, node: Value, path: Path): Result {
  const result = noProblems();
  checkInto(schema, node, path, result);
  return result;
}

function checkInto(schema: Schema, node: Value, path: Path, result: Result): void {
  if (schema.passes !== null) {
    if (!schema.passes) report(result, path, 'false', 'False always fails validation');
    return;
  }
  if (schema.reference !== null) {
    if (schema.reference.schema !== null) checkInto(schema.reference.schema, node, path, result);
    return;
  }
  const given = typeOf(node);
  const isFit = schema.types.includes(given) || (given === 'integer' && schema.types.includes('number'));
  if (schema.types.length > 0 && !isFit) {
    const expected = schema.types.length === 1 ? schema.types[0] : `[${schema.types.join(',')}]`;
    report(result, path, 'invalid_type', `Invalid type. Expected: ${expected}, given: ${given}`);
    return;
  }
  checkCombined(schema, node, path, result);
  checkKind(schema, node, path, result);
  if (node.kind === 'object') {
    const values = new Map(jsonEntries(node.entries));
    for (const [name, property] of schema.properties) {
      const value = values.get(name);
      if (value !== undefined) checkInto(property, value, [...path, name], result);
    }
  }
  result.score += 1;
}

function checkKind(schema: Schema, node: Value, path: Path, result: Result): void {
  if (node.kind === 'array' || node.kind === 'set') checkArray(schema, node.items, path, result, check);
  if (node.kind === 'object') checkObject(schema, node, path, result);
  if (node.kind === 'number') checkNumber(schema.bounds, rationalOf(node.text), path, result);
  checkCommon(schema, node, path, result);
  if (node.kind === 'string') checkText(schema, node.value, path, result);
}

function typeOf(node: Value): string {
  if (node.kind === 'set') return 'array';
  if (node.kind !== 'number') return node.kind;
  const value = rationalOf(node.text);
  return value !== null && isWhole(value) ? 'integer' : 'number';
}

function checkCombined(schema: Schema, node: Value, path: Path, result: Result): void {
  checkAlternatives(schema, node, path, result);
  if (schema.allOf.length > 0) {
    const results = schema.allOf.map((each) => check(each, node, path));
    for (const each of results) merge(result, each);
    const isValid = results.every(({ problems }) => problems.length === 0);
    if (!isValid) report(result, path, 'number_all_of', 'Must validate all the schemas (allOf)');
  }
  if (schema.not !== null && isValid(schema.not, node, path)) {
    report(result, path, 'number_not', 'Must not validate the schema (not)');
  }
  checkDependencies(schema, node, path, result);
  const { if: condition, met, unmet } = schema.condition;
  if (condition !== null) {
    const holds = isValid(condition, node, path);
    const next = holds ? met : unmet;
    const found = next === null ? noProblems() : check(next, node, path);
    if (found.problems.length > 0) {
      const name = holds ? 'then' : 'else';
      report(result, path, `condition_${name}`, `Must validate "${name}" as "if" was ${holds ? '' : 'not '}valid`);
      merge(result, found);
    }
  }
  result.score += 1;
}

function isValid(schema: Schema, node: Value, path: Path): boolean {
  return check(schema, node, path).problems.length === 0;
}

function checkAlternatives({ anyOf, oneOf }: Schema, node: Value, path: Path, result: Result): void {
  if (anyOf.length > 0) {
    const results = anyOf.map((each) => check(each, node, path));
    if (results.every(({ problems }) => problems.length > 0)) {
      report(result, path, 'number_any_of', 'Must validate at least one schema (anyOf)');
      merge(result, nearest(results));
    }
  }
  if (oneOf.length > 0) {
    const results = oneOf.map((each) => check(each, node, path));
    const valid = results.filter(({ problems }) => problems.length === 0);
    if (valid.length === 1) return;
    report(result, path, 'number_one_of', 'Must validate one and only one schema (oneOf)');
    if (valid.length === 0) merge(result, nearest(results));
  }
}

function checkDependencies({ dependencies }: Schema, node: Value, path: Path, result: Result): void {
  if (node.kind !== 'object') return;
  const names = new Set(jsonEntries(node.entries).map(([name]) => name));
  for (const [name, needed] of dependencies) {
    if (!names.has(name)) continue;
    if (!isNames(needed)) checkInto(needed, node, path, result);
    else {
      for (const other of needed) {
        if (!names.has(other)) report(result, path, 'missing_dependency', `Has a dependency on ${other}`);
      }
    }
  }
}

function isNames(needed: readonly string[] | Schema): needed is readonly string[] {
  return Array.isArray(needed);
}

function checkCommon({ constant, enumeration, format }: Schema, node: Value, path: Path, result: Result): void {
  const field = fieldOf(path);
  if (constant !== null && canonical(node) !== constant) {
    report(result, path, 'const', `${field} does not match: ${constant}`);
  }
  if (enumeration !== null && !enumeration.includes(canonical(node))) {
    report(result, path, 'enum', `${field} must be one of the following: ${enumeration.join(', ')}`);
  }
  if (format !== '' && node.kind === 'string' && !isInFormat(format, node.value)) {
    report(result, path, 'format', `Does not match format '${format}'`);
  }
  result.score += 1;
}

function checkText({ counts, pattern }: Schema, value: string, path: Path, result: Result): void {
  const length = Array.from(value).length;
  if (counts.minLength !== null && length < counts.minLength) {
    report(result, path, 'string_gte', `String length must be greater than or equal to ${counts.minLength}`);
  }
  if (counts.maxLength !== null && length > counts.maxLength) {
    report(result, path, 'string_lte', `String length must be less than or equal to ${counts.maxLength}`);
  }
  if (pattern !== null && value.search(pattern.expression) === -1) {
    report(result, path, 'pattern', `Does not match pattern '${pattern.source}'`);
  }
  result.score += 1;
}

function checkNumber(bounds: Bounds, value: Rational | null, path: Path, result: Result): void {
  const { multipleOf, maximum, exclusiveMaximum, minimum, exclusiveMinimum } = bounds;
  if (value === null) return;
  if (multipleOf !== null && !isMultiple(value, multipleOf)) {
    report(result, path, 'multiple_of', `Must be a multiple of ${shown(multipleOf)}`);
  }
  if (maximum !== null && compareRationals(value, maximum) > 0) {
    report(result, path, 'number_lte', `Must be less than or equal to ${shown(maximum)}`);
  }
  if (exclusiveMaximum !== null && compareRationals(value, exclusiveMaximum) >= 0) {
    report(result, path, 'number_lt', `Must be less than ${shown(exclusiveMaximum)}`);
  }
  if (minimum !== null && compareRationals(value, minimum) < 0) {
    report(result, path, 'number_gte', `Must be greater than or equal to ${shown(minimum)}`);
  }
  if (exclusiveMinimum !== null && compareRationals(value, exclusiveMinimum) <= 0) {
    report(result, path, 'number_gt', `Must be greater than ${shown(exclusiveMinimum)}`);
  }
  result.score += 1;
}

function checkObject(schema: Schema, node: Value & { readonly kind: 'object' }, path: Path, result: Result): void {
  const entries = jsonEntries(node.entries);
  const { minProperties, maxProperties } = schema.counts;
  if (minProperties !== null && entries.length < minProperties) {
    report(result, path, 'array_min_properties', `Must have at least ${minProperties} properties`);
  }
  if (maxProperties !== null && entries.length > maxProperties) {
    report(result, path, 'array_max_properties', `Must have at most ${maxProperties} properties`);
  }
  const names = new Set(entries.map(([name]) => name));
  for (const name of schema.required) {
    if (names.has(name)) result.score += 1;
    else report(result, path, 'required', `${name} is required`);
  }
  for (const [name, value] of entries) checkProperty(schema, name, value, path, result);
  for (const name of schema.propertyNames === null ? [] : names) {
    const found =
      schema.propertyNames === null ? noProblems() : check(schema.propertyNames, { kind: 'string', value: name }, path);
    if (found.problems.length === 0) continue;
    report(result, path, 'invalid_property_name', `Property name of "${name}" does not match`);
    merge(result, found);
  }
  result.score += 1;
}

/** A property that no keyword speaks of is additional. */
function checkProperty(schema: Schema, name: string, value: Value, path: Path, result: Result): void {
  const matching = schema.patternProperties.filter(([pattern]) => name.search(pattern) !== -1);
  for (const [, each] of matching) merge(result, check(each, value, [...path, name]));
  if (matching.length > 0) result.score += 1;
  if (matching.length > 0 || schema.properties.some(([known]) => known === name)) return;
  const { additionalProperties } = schema;
  if (additionalProperties === null || additionalProperties === true) return;
  if (additionalProperties === false) {
    report(result, path, 'additional_property_not_allowed', `Additional property ${name} is not allowed`);
  } else merge(result, check(additionalProperties, value, [...path, name]));
}
