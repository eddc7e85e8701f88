/** GraphQL's syntax trees, with the names that rules see them by. */

export interface CommentGroup {
  readonly List: readonly { readonly Value: string }[];
}

export type Comment = CommentGroup | null;

export interface Type {
  /** Empty for a list. */
  readonly NamedType: string;
  readonly Elem: Type | null;
  readonly NonNull: boolean;
}

/** The kinds of `Value`, by their number. */
export const valueKinds = {
  variable: 0,
  int: 1,
  float: 2,
  string: 3,
  block: 4,
  boolean: 5,
  null: 6,
  enum: 7,
  list: 8,
  object: 9,
} as const;

export interface Value {
  readonly Raw: string;
  readonly Children: readonly ChildValue[];
  readonly Kind: number;
  readonly Comment: Comment;
  readonly ExpectedTypeHasDefault: boolean;
}

export interface ChildValue {
  readonly Name: string;
  readonly Value: Value;
  readonly Comment: Comment;
}

export interface Argument {
  readonly Name: string;
  readonly Value: Value;
  readonly Comment: Comment;
}

export interface Directive {
  readonly Name: string;
  readonly Arguments: readonly Argument[];
  readonly Location: string;
}

export type Selection = Field | FragmentSpread | InlineFragment;

export interface Field {
  readonly Alias: string;
  readonly Name: string;
  readonly Arguments: readonly Argument[];
  readonly Directives: readonly Directive[];
  readonly SelectionSet: readonly Selection[];
  readonly Comment: Comment;
}

export interface FragmentSpread {
  readonly Name: string;
  readonly Directives: readonly Directive[];
  readonly Comment: Comment;
}

export interface InlineFragment {
  readonly TypeCondition: string;
  readonly Directives: readonly Directive[];
  readonly SelectionSet: readonly Selection[];
  readonly Comment: Comment;
}

export function isField(selection: Selection): selection is Field {
  return 'Alias' in selection;
}

export function isInline(selection: Selection): selection is InlineFragment {
  return 'TypeCondition' in selection;
}

export interface VariableDefinition {
  readonly Variable: string;
  readonly Type: Type;
  readonly DefaultValue: Value | null;
  readonly Directives: readonly Directive[];
  readonly Comment: Comment;
  readonly Used: boolean;
}

export interface Operation {
  readonly Operation: string;
  readonly Name: string;
  readonly VariableDefinitions: readonly VariableDefinition[];
  readonly Directives: readonly Directive[];
  readonly SelectionSet: readonly Selection[];
  readonly Comment: Comment;
}

export interface Fragment {
  readonly Name: string;
  readonly VariableDefinition: readonly VariableDefinition[];
  readonly TypeCondition: string;
  readonly Directives: readonly Directive[];
  readonly SelectionSet: readonly Selection[];
  readonly Comment: Comment;
}

export interface QueryDocument {
  readonly Operations: readonly Operation[];
  readonly Fragments: readonly Fragment[];
  readonly Comment: Comment;
}

interface Described {
  readonly Description: string;
  readonly BeforeDescriptionComment: Comment;
  readonly AfterDescriptionComment: Comment;
}

export interface ArgumentDefinition extends Described {
  readonly Name: string;
  readonly DefaultValue: Value | null;
  readonly Type: Type;
  readonly Directives: readonly Directive[];
}

export interface FieldDefinition extends ArgumentDefinition {
  readonly Arguments: readonly ArgumentDefinition[];
}

export interface EnumValueDefinition extends Described {
  readonly Name: string;
  readonly Directives: readonly Directive[];
}

export interface Definition extends Described {
  /** `SCALAR`, `OBJECT`, `INTERFACE`, `UNION`, `ENUM`, `INPUT_OBJECT`. */
  readonly Kind: string;
  readonly Name: string;
  readonly Directives: readonly Directive[];
  readonly Interfaces: readonly string[];
  readonly Fields: readonly FieldDefinition[];
  readonly Types: readonly string[];
  readonly EnumValues: readonly EnumValueDefinition[];
  readonly BuiltIn: boolean;
  readonly EndOfDefinitionComment: Comment;
}

export interface DirectiveDefinition extends Described {
  readonly Name: string;
  readonly Arguments: readonly ArgumentDefinition[];
  readonly Locations: readonly string[];
  readonly IsRepeatable: boolean;
}

export interface OperationType {
  readonly Operation: string;
  readonly Type: string;
  readonly Comment: Comment;
}

export interface SchemaDefinition extends Described {
  readonly Directives: readonly Directive[];
  readonly OperationTypes: readonly OperationType[];
  readonly EndOfDefinitionComment: Comment;
}

export interface SchemaDocument {
  readonly Schema: readonly SchemaDefinition[];
  readonly SchemaExtension: readonly SchemaDefinition[];
  readonly Directives: readonly DirectiveDefinition[];
  readonly Definitions: readonly Definition[];
  readonly Extensions: readonly Definition[];
  readonly Comment: Comment;
}

/** The name of a type, whatever lists are around it. */
export function typeName(type: Type): string {
  return type.Elem === null ? type.NamedType : typeName(type.Elem);
}
