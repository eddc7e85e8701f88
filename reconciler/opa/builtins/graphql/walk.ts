import type { Schema } from './schema.ts';
import {
  type Argument,
  type ArgumentDefinition,
  type Definition,
  type Directive,
  type DirectiveDefinition,
  type Field,
  type FieldDefinition,
  type Fragment,
  type FragmentSpread,
  type InlineFragment,
  isField,
  isInline,
  type Operation,
  type QueryDocument,
  type Selection,
  type Type,
  typeName,
  type Value,
  valueKinds,
  type VariableDefinition,
} from './syntax.ts';

/** What is known of a value from where it stands. */
export interface Expected {
  readonly type: Type | null;
  readonly hasDefault: boolean;
  readonly definition: Definition | undefined;
}

/** What a walk through a query comes by, innermost first. */
export interface Visitor {
  readonly operation: (operation: Operation, root: Definition | null) => void;
  readonly fragment: (fragment: Fragment) => void;
  readonly field: (field: Field, parent: Definition | undefined, definition: FieldDefinition | undefined) => void;
  readonly inline: (fragment: InlineFragment, parent: Definition | undefined) => void;
  readonly spread: (spread: FragmentSpread, fragment: Fragment | undefined, parent: Definition | undefined) => void;
  readonly directives: (list: readonly Directive[], location: string) => void;
  readonly value: (value: Value, expected: Expected, variable: VariableDefinition | undefined) => void;
}

export interface Walk {
  readonly schema: Schema;
  readonly document: QueryDocument;
  readonly visitor: Visitor;
  /** Null in a fragment's own definition. */
  operation: Operation | null;
  /** Fragments are walked once for each operation. */
  seen: Set<string>;
}

const none: Expected = { type: null, hasDefault: false, definition: undefined };

export function walkQuery(walk: Walk): void {
  for (const operation of walk.document.Operations) {
    walk.seen = new Set();
    walkOperation(walk, operation);
  }
  for (const fragment of walk.document.Fragments) {
    walk.seen = new Set();
    const definition = walk.schema.types.get(fragment.TypeCondition);
    walkDirectives(walk, fragment.Directives, 'FRAGMENT_DEFINITION');
    for (const selection of fragment.SelectionSet) walkSelection(walk, selection, definition);
    walk.visitor.fragment(fragment);
  }
}

function walkOperation(walk: Walk, operation: Operation): void {
  walk.operation = operation;
  const kind = operation.Operation === '' ? 'query' : operation.Operation;
  const root = kind === 'query' || kind === 'mutation' || kind === 'subscription' ? walk.schema.roots[kind] : null;
  for (const { Type, DefaultValue, Directives } of operation.VariableDefinitions) {
    const definition = walk.schema.types.get(typeName(Type));
    if (DefaultValue !== null) walkValue(walk, DefaultValue, { type: Type, hasDefault: false, definition });
    walkDirectives(walk, Directives, 'VARIABLE_DEFINITION');
  }
  walkDirectives(walk, operation.Directives, kind.toUpperCase());
  for (const selection of operation.SelectionSet) walkSelection(walk, selection, root ?? undefined);
  walk.visitor.operation(operation, root);
  walk.operation = null;
}

function walkDirectives(walk: Walk, list: readonly Directive[], location: string): void {
  for (const { Name, Arguments } of list) walkArguments(walk, Arguments, walk.schema.directives.get(Name));
  walk.visitor.directives(list, location);
}

function walkArguments(
  walk: Walk,
  list: readonly Argument[],
  owner: DirectiveDefinition | FieldDefinition | undefined,
): void {
  for (const { Name, Value } of list) {
    walkValue(
      walk,
      Value,
      expectedOf(
        walk,
        owner?.Arguments.find((each) => each.Name === Name),
      ),
    );
  }
}

function expectedOf(walk: Walk, definition: ArgumentDefinition | undefined): Expected {
  if (definition === undefined) return none;
  const { Type, DefaultValue } = definition;
  const hasDefault = DefaultValue !== null && DefaultValue.Kind !== valueKinds.null;
  return { type: Type, hasDefault, definition: walk.schema.types.get(typeName(Type)) };
}

function walkValue(walk: Walk, value: Value, expected: Expected): void {
  const variable =
    value.Kind === valueKinds.variable
      ? walk.operation?.VariableDefinitions.find(({ Variable }) => Variable === value.Raw)
      : undefined;
  for (const { Name, Value } of value.Children) {
    if (value.Kind === valueKinds.object) {
      walkValue(
        walk,
        Value,
        expectedOf(
          walk,
          expected.definition?.Fields.find((field) => field.Name === Name),
        ),
      );
    } else if (value.Kind === valueKinds.list) {
      const type = expected.type?.Elem ?? null;
      walkValue(walk, Value, type === null ? none : { type, hasDefault: false, definition: expected.definition });
    }
  }
  walk.visitor.value(value, expected, variable);
}

function walkSelection(walk: Walk, selection: Selection, parent: Definition | undefined): void {
  if (isField(selection)) walkField(walk, selection, parent);
  else if (isInline(selection)) {
    const { TypeCondition } = selection;
    const next = TypeCondition === '' ? parent : walk.schema.types.get(TypeCondition);
    walkDirectives(walk, selection.Directives, 'INLINE_FRAGMENT');
    for (const inner of selection.SelectionSet) walkSelection(walk, inner, next);
    walk.visitor.inline(selection, parent);
  } else {
    const fragment = walk.document.Fragments.find(({ Name }) => Name === selection.Name);
    walkDirectives(walk, selection.Directives, 'FRAGMENT_SPREAD');
    if (fragment !== undefined && !walk.seen.has(fragment.Name)) {
      walk.seen.add(fragment.Name);
      walkDirectives(walk, fragment.Directives, 'FRAGMENT_DEFINITION');
      const next = walk.schema.types.get(fragment.TypeCondition);
      for (const inner of fragment.SelectionSet) walkSelection(walk, inner, next);
    }
    walk.visitor.spread(selection, fragment, parent);
  }
}

function walkField(walk: Walk, field: Field, parent: Definition | undefined): void {
  const definition =
    field.Name === '__typename' ? typenameField : parent?.Fields.find(({ Name }) => Name === field.Name);
  const next = definition === undefined ? undefined : walk.schema.types.get(typeName(definition.Type));
  walkArguments(walk, field.Arguments, definition);
  walkDirectives(walk, field.Directives, 'FIELD');
  for (const inner of field.SelectionSet) walkSelection(walk, inner, next);
  walk.visitor.field(field, parent, definition);
}

const typenameField: FieldDefinition = {
  Name: '__typename',
  Description: '',
  BeforeDescriptionComment: null,
  AfterDescriptionComment: null,
  Type: { NamedType: 'String', Elem: null, NonNull: false },
  Arguments: [],
  DefaultValue: null,
  Directives: [],
};
