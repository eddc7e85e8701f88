/** Whether a query fits a schema; each check throws a GraphqlError where it does not. */

import { checkValue } from './check-value.ts';
import { isInput } from './check-schema.ts';
import { type Merging, checkMerging } from './check-merging.ts';
import type { Schema } from './schema.ts';
import {
  type Argument,
  type ArgumentDefinition,
  type Definition,
  type Directive,
  type Field,
  type FieldDefinition,
  type Fragment,
  isField,
  isInline,
  type Operation,
  type QueryDocument,
  type Selection,
  typeName,
} from './syntax.ts';
import { fail } from './tokens.ts';
import { type Visitor, type Walk, walkQuery } from './walk.ts';

export function checkQuery(schema: Schema, document: QueryDocument): void {
  const { Operations, Fragments } = document;
  once(Operations.map(({ Name }) => Name));
  once(Fragments.map(({ Name }) => Name));
  if (Operations.length > 1 && Operations.some(({ Name }) => Name === '')) fail('an operation without a name');
  for (const fragment of Fragments) checkCycle(document, fragment, []);
  const used = new Set<string>();
  const usedVariables = new Set<unknown>();
  let fragmentsChecked = 0;
  const merging: Merging = { schema, document, fields: new Map(), comparedPairs: new Map(), compared: new Set() };
  const visitor: Visitor = {
    operation: (operation, root) => {
      checkOperation(schema, document, operation, root, usedVariables);
      checkMerging(merging, operation.SelectionSet);
    },
    fragment: (fragment) => {
      fragmentsChecked += 1;
      if (!used.has(fragment.Name)) fail(`the fragment ${fragment.Name} is never used`);
      checkCondition(schema, fragment.TypeCondition);
      checkMerging(merging, fragment.SelectionSet);
    },
    field: (field, parent, definition) => {
      merging.fields.set(field, { parent, definition });
      checkField(schema, document, field, parent, definition);
      if (walk.operation !== null) checkMerging(merging, field.SelectionSet);
    },
    inline: (inline, parent) => {
      if (inline.TypeCondition !== '') checkCondition(schema, inline.TypeCondition);
      checkPossible(schema, parent, inline.TypeCondition);
      checkMerging(merging, inline.SelectionSet);
    },
    spread: ({ Name }, fragment, parent) => {
      if (fragment === undefined) fail(`unknown fragment ${Name}`);
      // What a fragment spreads is not used by that alone.
      if (fragmentsChecked === 0) used.add(Name);
      checkPossible(schema, parent, fragment?.TypeCondition ?? '');
    },
    directives: (list, location) => checkDirectives(schema, list, location),
    value: (value, expected, variable) => {
      if (variable !== undefined) usedVariables.add(variable);
      checkValue(value, expected, variable, walk.operation);
    },
  };
  const walk: Walk = { schema, document, visitor, operation: null, seen: new Set() };
  walkQuery(walk);
}

function once(names: readonly string[]): void {
  if (new Set(names).size < names.length) fail('a name that comes twice');
}

function checkOperation(
  schema: Schema,
  document: QueryDocument,
  operation: Operation,
  root: Definition | null,
  usedVariables: ReadonlySet<unknown>,
): void {
  if (root === null) fail(`the schema has no ${operation.Operation}`);
  once(operation.VariableDefinitions.map(({ Variable }) => Variable));
  for (const variable of operation.VariableDefinitions) {
    const definition = schema.types.get(typeName(variable.Type)) ?? fail('unknown type of a variable');
    if (!isInput(definition)) fail(`the variable ${variable.Variable} is of no input type`);
    if (!variable.Used && !usedVariables.has(variable)) fail(`the variable ${variable.Variable} is never used`);
  }
  if (operation.Operation !== 'subscription') return;
  const names = new Set(topNames(document, operation.SelectionSet, new Set()));
  if (names.size > 1 || [...names].some((name) => name.startsWith('__'))) fail('a subscription has one field');
}

/** The names of the fields at the top, through fragments; an unknown one ends its selection. */
function topNames(document: QueryDocument, set: readonly Selection[], seen: Set<string>): readonly string[] {
  const names: string[] = [];
  for (const selection of set) {
    if (isField(selection)) names.push(selection.Name);
    else if (isInline(selection)) names.push(...topNames(document, selection.SelectionSet, seen));
    else {
      const fragment = document.Fragments.find(({ Name }) => Name === selection.Name);
      if (fragment === undefined) return names;
      if (seen.has(fragment.Name)) continue;
      seen.add(fragment.Name);
      names.push(...topNames(document, fragment.SelectionSet, seen));
    }
  }
  return names;
}

const composite = ['OBJECT', 'INTERFACE', 'UNION'];

function checkCondition(schema: Schema, name: string): void {
  if (!composite.includes((schema.types.get(name) ?? fail(`unknown type ${name}`)).Kind)) fail(`${name} has no fields`);
}

/** Whether the objects of the one type may be of the other. */
function checkPossible(schema: Schema, parent: Definition | undefined, condition: string): void {
  const definition = schema.types.get(condition);
  if (parent === undefined || definition === undefined) return;
  if (!composite.includes(parent.Kind) || !composite.includes(definition.Kind)) return;
  const parents = parent.Kind === 'OBJECT' ? [parent] : (schema.possible.get(parent.Name) ?? []);
  const names = new Set(parents.map((each) => each?.Name));
  const isPossible = (schema.possible.get(condition) ?? []).some((each) => names.has(each?.Name));
  if (!isPossible) fail(`${parent.Name} can never be ${condition}`);
}

function checkField(
  schema: Schema,
  document: QueryDocument,
  field: Field,
  parent: Definition | undefined,
  definition: FieldDefinition | undefined,
): void {
  once(field.Arguments.map(({ Name }) => Name));
  if (field.Name === '__schema' || field.Name === '__type') checkDepth(document, [field], 0, new Set());
  if (definition === undefined) {
    if (parent !== undefined) fail(`${parent.Name} has no field ${field.Name}`);
    return;
  }
  if (parent !== undefined) checkKnown(field.Arguments, definition.Arguments);
  checkRequired(field.Arguments, definition.Arguments);
  const type = schema.types.get(typeName(definition.Type));
  if (type === undefined) return;
  const isLeaf = type.Kind === 'ENUM' || type.Kind === 'SCALAR';
  if (isLeaf !== (field.SelectionSet.length === 0))
    fail(`the field ${field.Name} has a selection where none belongs, or none`);
}

function checkKnown(list: readonly Argument[], definitions: readonly ArgumentDefinition[]): void {
  for (const { Name } of list) {
    if (!definitions.some((definition) => definition.Name === Name)) fail(`unknown argument ${Name}`);
  }
}

function checkRequired(list: readonly Argument[], definitions: readonly ArgumentDefinition[]): void {
  for (const { Name, Type, DefaultValue } of definitions) {
    const isRequired = Type.NonNull && DefaultValue === null;
    if (isRequired && !list.some((argument) => argument.Name === Name)) fail(`the argument ${Name} is missing`);
  }
}

function checkDirectives(schema: Schema, list: readonly Directive[], location: string): void {
  const seen = new Set<string>();
  for (const { Name, Arguments } of list) {
    const definition = schema.directives.get(Name) ?? fail(`unknown directive ${Name}`);
    if (!definition.Locations.includes(location)) fail(`the directive ${Name} is not for ${location}`);
    if (seen.has(Name) && !definition.IsRepeatable) fail(`the directive ${Name} comes twice`);
    seen.add(Name);
    once(Arguments.map((argument) => argument.Name));
    checkKnown(Arguments, definition.Arguments);
    checkRequired(Arguments, definition.Arguments);
  }
}

function checkCycle(document: QueryDocument, fragment: Fragment, path: readonly string[]): void {
  if (path.includes(fragment.Name)) fail(`the fragment ${fragment.Name} is within itself`);
  for (const name of spreadsIn(fragment.SelectionSet)) {
    const next = document.Fragments.find(({ Name }) => Name === name);
    if (next !== undefined) checkCycle(document, next, [...path, fragment.Name]);
  }
}

function spreadsIn(set: readonly Selection[]): ReadonlySet<string> {
  const names = set.flatMap((selection) =>
    'SelectionSet' in selection ? [...spreadsIn(selection.SelectionSet)] : [selection.Name],
  );
  return new Set(names);
}

const listFields: ReadonlySet<string> = new Set(['fields', 'interfaces', 'possibleTypes', 'inputFields']);

/** Lists in lists of a schema's own types multiply: three are too many. */
function checkDepth(document: QueryDocument, set: readonly Selection[], depth: number, open: Set<string>): void {
  for (const selection of set) {
    if (isField(selection)) {
      const deeper = listFields.has(selection.Name) ? depth + 1 : depth;
      if (deeper >= 3) fail('the schema is asked for too deeply');
      checkDepth(document, selection.SelectionSet, deeper, open);
    } else if (isInline(selection)) checkDepth(document, selection.SelectionSet, depth, open);
    else {
      const fragment = document.Fragments.find(({ Name }) => Name === selection.Name);
      if (fragment === undefined || open.has(selection.Name)) continue;
      open.add(selection.Name);
      checkDepth(document, fragment.SelectionSet, depth, open);
      open.delete(selection.Name);
    }
  }
}
