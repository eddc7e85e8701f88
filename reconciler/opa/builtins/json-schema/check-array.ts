import type { Value } from '../value.ts';
import { check, nearest } from './check.ts';
import { merge, type Path, report, type Result } from './problem.ts';
import { canonical } from './rational.ts';
import type { Schema } from './schema.ts';

export function checkArray(schema: Schema, values: readonly Value[], path: Path, result: Result): void {
  checkItems(schema, values, path, result);
  const { minItems, maxItems } = schema.counts;
  if (minItems !== null && values.length < minItems) {
    report(result, path, 'array_min_items', `Array must have at least ${minItems} items`);
  }
  if (maxItems !== null && values.length > maxItems) {
    report(result, path, 'array_max_items', `Array must have at most ${maxItems} items`);
  }
  if (schema.uniqueItems) checkUnique(values, path, result);
  if (schema.contains !== null) checkContains(schema.contains, values, path, result);
  result.score += 1;
}

function checkItems({ items, additionalItems }: Schema, values: readonly Value[], path: Path, result: Result): void {
  if (items === null) return;
  if (!isList(items)) {
    for (const [i, value] of values.entries()) merge(result, check(items, value, [...path, String(i)]));
    return;
  }
  if (items.length === 0) return;
  for (const [i, value] of values.entries()) {
    const own = items[i] ?? (typeof additionalItems === 'object' ? additionalItems : null);
    if (own !== null) merge(result, check(own, value, [...path, String(i)]));
  }
  if (values.length > items.length && additionalItems === false) {
    report(result, path, 'array_no_additional_items', 'No additional items allowed on array');
  }
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

function checkContains(contains: Schema, values: readonly Value[], path: Path, result: Result): void {
  const results = values.map((value, i) => check(contains, value, [...path, String(i)]));
  if (results.some(({ problems }) => problems.length === 0)) return;
  report(result, path, 'contains', 'At least one of the items must match');
  merge(result, nearest(results));
}
