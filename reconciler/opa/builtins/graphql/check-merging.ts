import type { Schema } from './schema.ts';
import {
  type Argument,
  type Definition,
  type Field,
  type FieldDefinition,
  type FragmentSpread,
  isField,
  isInline,
  type QueryDocument,
  type Selection,
  type Type,
  type Value,
  valueKinds,
} from './syntax.ts';
import { fail } from './tokens.ts';

/** What is known while fields of one name are held against each other. */
export interface Merging {
  readonly schema: Schema;
  readonly document: QueryDocument;
  /** Where a field stands; those that the walk has not come by are not compared. */
  readonly fields: Map<
    Field,
    { readonly parent: Definition | undefined; readonly definition: FieldDefinition | undefined }
  >;
  /** Pairs of fragments, and whether they were compared as never being of one object. */
  readonly comparedPairs: Map<string, boolean>;
  compared: Set<string>;
}

/** Fields that answer under one name have to be the same field, with the same arguments, of types that go together. */
export function checkMerging(merging: Merging, set: readonly Selection[]): void {
  const { fields, spreads } = collect(set);
  for (const group of fields.values()) {
    for (const [i, field] of group.entries())
      for (const other of group.slice(i + 1)) compare(merging, field, other, false);
  }
  merging.compared = new Set();
  for (const [i, spread] of spreads.entries()) {
    compareWithFragment(merging, fields, spread, false);
    for (const other of spreads.slice(i + 1)) compareFragments(merging, spread, other, false);
  }
}

type Fields = ReadonlyMap<string, readonly Field[]>;

interface Collected {
  readonly fields: Fields;
  readonly spreads: readonly FragmentSpread[];
}

function collect(set: readonly Selection[]): Collected {
  const fields = new Map<string, Field[]>();
  const spreads: FragmentSpread[] = [];
  const add = (selections: readonly Selection[]): void => {
    for (const selection of selections) {
      if (isField(selection)) {
        const name = selection.Alias === '' ? selection.Name : selection.Alias;
        fields.set(name, [...(fields.get(name) ?? []), selection]);
      } else if (isInline(selection)) add(selection.SelectionSet);
      else spreads.push(selection);
    }
  };
  add(set);
  return { fields, spreads };
}

function fragmentFields({ document }: Merging, name: string): Collected | null {
  const fragment = document.Fragments.find(({ Name }) => Name === name);
  return fragment === undefined ? null : collect(fragment.SelectionSet);
}

function compareWithFragment(merging: Merging, fields: Fields, spread: FragmentSpread, areExclusive: boolean): void {
  if (merging.compared.has(spread.Name)) return;
  merging.compared.add(spread.Name);
  const fragment = fragmentFields(merging, spread.Name);
  if (fragment === null || isSame(fields, fragment.fields)) return;
  compareAll(merging, fields, fragment.fields, areExclusive);
  for (const inner of fragment.spreads) {
    if (inner.Name !== spread.Name) compareWithFragment(merging, fields, inner, areExclusive);
  }
}

function isSame(a: Fields, b: Fields): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([name, fields]) => {
    const others = b.get(name) ?? [];
    return fields.length === others.length && fields.every((field, i) => field === others[i]);
  });
}

function compareFragments(merging: Merging, a: FragmentSpread, b: FragmentSpread, areExclusive: boolean): void {
  if (a.Name === b.Name) return;
  const pair = [a.Name, b.Name].toSorted().join(' ');
  const known = merging.comparedPairs.get(pair);
  // What was compared as being of one object need not be compared again.
  if (known !== undefined && (areExclusive || !known)) return;
  merging.comparedPairs.set(pair, areExclusive);
  const first = fragmentFields(merging, a.Name);
  const second = fragmentFields(merging, b.Name);
  if (first === null || second === null) return;
  compareAll(merging, first.fields, second.fields, areExclusive);
  for (const inner of second.spreads) compareFragments(merging, a, inner, areExclusive);
  for (const inner of first.spreads) compareFragments(merging, inner, b, areExclusive);
}

function compareAll(merging: Merging, a: Fields, b: Fields, areExclusive: boolean): void {
  for (const [name, fields] of a) {
    for (const field of fields) for (const other of b.get(name) ?? []) compare(merging, field, other, areExclusive);
  }
}

function compare(merging: Merging, a: Field, b: Field, wereExclusive: boolean): void {
  const [first, second] = [merging.fields.get(a), merging.fields.get(b)];
  if (first?.parent === undefined || second?.parent === undefined) return;
  const areKnown = first.definition !== undefined && second.definition !== undefined;
  const areExclusive = wereExclusive || (areKnown && areOtherObjects(first.parent, second.parent));
  if (!areExclusive && (a.Name !== b.Name || !haveSameArguments(a.Arguments, b.Arguments))) {
    fail(`the fields ${a.Name} and ${b.Name} conflict`);
  }
  if (first.definition !== undefined && second.definition !== undefined) {
    if (conflict(merging.schema, first.definition.Type, second.definition.Type))
      fail(`the types of ${a.Name} conflict`);
  }
  compareSets(merging, a.SelectionSet, b.SelectionSet, areExclusive);
}

/** No object is of both types. */
function areOtherObjects(a: Definition, b: Definition): boolean {
  return a.Name !== b.Name && a.Kind === 'OBJECT' && b.Kind === 'OBJECT';
}

function compareSets(merging: Merging, a: readonly Selection[], b: readonly Selection[], areExclusive: boolean): void {
  const [first, second] = [collect(a), collect(b)];
  compareAll(merging, first.fields, second.fields, areExclusive);
  for (const [fields, spreads] of [
    [first.fields, second.spreads],
    [second.fields, first.spreads],
  ] as const) {
    for (const spread of spreads) {
      merging.compared = new Set();
      compareWithFragment(merging, fields, spread, areExclusive);
    }
  }
  for (const spread of first.spreads) {
    for (const other of second.spreads) compareFragments(merging, spread, other, areExclusive);
  }
}

function haveSameArguments(a: readonly Argument[], b: readonly Argument[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((argument) =>
    b.some((other) => other.Name === argument.Name && isSameValue(argument.Value, other.Value)),
  );
}

function isSameValue(a: Value, b: Value): boolean {
  if (a.Kind !== b.Kind || a.Raw !== b.Raw || a.Children.length !== b.Children.length) return false;
  const byName = (value: Value): Value['Children'] =>
    value.Kind === valueKinds.object
      ? value.Children.toSorted((x, y) => (x.Name < y.Name ? -1 : x.Name > y.Name ? 1 : 0))
      : value.Children;
  const others = byName(b);
  return byName(a).every((child, i) => {
    const other = others[i];
    return other !== undefined && child.Name === other.Name && isSameValue(child.Value, other.Value);
  });
}

function conflict(schema: Schema, a: Type, b: Type): boolean {
  if (a.Elem !== null && b.Elem !== null) return conflict(schema, a.Elem, b.Elem);
  if (a.Elem !== null || b.Elem !== null || a.NonNull !== b.NonNull) return true;
  const isLeaf = ({ NamedType }: Type): boolean => ['SCALAR', 'ENUM'].includes(schema.types.get(NamedType)?.Kind ?? '');
  return isLeaf(a) && isLeaf(b) && a.NamedType !== b.NamedType;
}
