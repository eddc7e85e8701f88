import type { Value } from '../value.ts';
import { merge, nearest, type Path, report, type Result } from './problem.ts';
import { canonical } from './rational.ts';
import type { Schema } from './schema.ts';

type Check = (schema: Schema, node: Value, path: Path) => Result;

export function checkArray(schema: Schema, values: readonly Value[], path: Path, result: Result, check: Check): void {
  for (const each of itemResults(schema, values, path, check)) merge(result, each);
  const { items, additionalItems } = schema;
  if (
    items !== null &&
    isList(items) &&
    items.length > 0 &&
    values.length > items.length &&
    additionalItems === false
  ) {
    report(result, path, 'array_no_additional_items', 'No additional items allowed on array');
  }
  const { minItems, maxItems } = schema.counts;
  if (minItems !== null && values.length < minItems) {
    report(result, path, 'array_min_items', `Array must have at least ${minItems} items`);
  }
  if (maxItems !== null && values.length > maxItems) {
    report(result, path, 'array_max_items', `Array must have at most ${maxItems} items`);
  }
  if (schema.uniqueItems) checkUnique(values, path, result);
  if (schema.contains !== null) {
    const { contains } = schema;
    checkContains(
      values.map((value, i) => check(contains, value, [...path, String(i)])),
      path,
      result,
    );
  }
  result.score += 1;
}

function itemResults(
  { items, additionalItems }: Schema,
  values: readonly Value[],
  path: Path,
  check: Check,
): readonly Result[] {
  if (items === null) return [];
  const additional = typeof additionalItems === 'object' ? additionalItems : null;
  return values.flatMap((value, i) => {
    const own = isList(items) ? (items[i] ?? (items.length > 0 ? additional : null)) : items;
    return own === null ? [] : [check(own, value, [...path, String(i)])];
  });
}

function isList(items: readonly Schema[] | Schema): items is readonly Schema[] {
  return Array.isArray(items);
}

function checkUnique(values: readonly Value[], path: Path, result: Result): void {
  const seen = new Map<string, number>();
  for (const [j, value] of values.entries()) {
    const shown = canonical(value);
    const i = seen.get(shown);
    if (i !== undefined) report(result, path, 'unique', `array items[${i},${j}] must be unique`);
    seen.set(shown, j);
  }
}

function checkContains(results: readonly Result[], path: Path, result: Result): void {
  if (results.some(({ problems }) => problems.length === 0)) return;
  report(result, path, 'contains', 'At least one of the items must match');
  merge(result, nearest(results));
}
