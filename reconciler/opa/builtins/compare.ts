import type { Value } from './value.ts';

const ranks: Readonly<Record<Value['kind'], number>> = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  array: 4,
  object: 5,
  set: 6,
};

/** Rego's order of values, by which sets and objects are written. Their members are taken to be in this order already. */
export function compare(a: Value, b: Value): number {
  if (a.kind === 'boolean' && b.kind === 'boolean') return Number(a.value) - Number(b.value);
  if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a.text, b.text);
  if (a.kind === 'string' && b.kind === 'string') return Buffer.compare(Buffer.from(a.value), Buffer.from(b.value));
  if (a.kind === 'array' && b.kind === 'array') return compareLists(a.items, b.items);
  if (a.kind === 'set' && b.kind === 'set') return compareLists(a.items, b.items);
  if (a.kind === 'object' && b.kind === 'object') return compareLists(a.entries.flat(), b.entries.flat());
  return ranks[a.kind] - ranks[b.kind];
}

export function equal(a: Value, b: Value): boolean {
  return compare(a, b) === 0;
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (const [i, item] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = compare(item, other);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

const whole = /^-?\d+$/;

function compareNumbers(a: string, b: string): number {
  if (!whole.test(a) || !whole.test(b)) return Number(a) - Number(b);
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
