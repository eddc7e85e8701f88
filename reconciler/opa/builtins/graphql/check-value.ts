import { isCompatible } from './check-schema.ts';
import {
  type Definition,
  type Operation,
  type Type,
  type Value,
  valueKinds,
  type VariableDefinition,
} from './syntax.ts';
import { fail } from './tokens.ts';
import type { Expected } from './walk.ts';

/** Whether a value is of the type that is expected of it. */
export function checkValue(
  value: Value,
  expected: Expected,
  variable: VariableDefinition | undefined,
  operation: Operation | null,
): void {
  if (value.Kind === valueKinds.variable) {
    if (operation !== null && variable === undefined) fail(`the variable ${value.Raw} is not defined`);
    if (variable !== undefined && expected.type !== null) checkPosition(variable, expected.type, expected.hasDefault);
    return;
  }
  const { type, definition } = expected;
  if (value.Kind === valueKinds.object) checkObject(value, definition, operation);
  if (definition !== undefined && type !== null) checkConstant(value, type, definition);
}

function checkObject(value: Value, definition: Definition | undefined, operation: Operation | null): void {
  const names = value.Children.map(({ Name }) => Name);
  if (new Set(names).size < names.length) fail('an input field that comes twice');
  if (definition !== undefined && isOneOf(definition)) checkOneOf(value, operation);
}

function checkConstant(value: Value, type: Type, definition: Definition): void {
  if (value.Kind === valueKinds.null) {
    if (type.NonNull) fail('null where something is expected');
    return;
  }
  // Scalars of the schema's own take anything.
  if (definition.Kind === 'SCALAR' && !standardScalars.has(definition.Name)) return;
  if (!isReadable(value)) fail(`${value.Raw} is too large`);
  checkKind(value, type, definition);
}

const standardScalars: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID']);

function checkKind(value: Value, type: Type, definition: Definition): void {
  const fits = (...names: readonly string[]): boolean => names.includes(definition.Name);
  const isFit = ((): boolean => {
    switch (value.Kind) {
      case valueKinds.list:
        return type.Elem !== null;
      case valueKinds.int:
        return fits('Int', 'Float', 'ID');
      case valueKinds.float:
        return fits('Float');
      case valueKinds.string:
      case valueKinds.block:
        return fits('String', 'ID');
      case valueKinds.boolean:
        return fits('Boolean');
      case valueKinds.enum:
        return definition.Kind === 'ENUM' && definition.EnumValues.some(({ Name }) => Name === value.Raw);
    }
    return true;
  })();
  if (!isFit) fail(`${value.Raw} is no ${definition.Name}`);
  if (value.Kind === valueKinds.object) checkFields(value, definition);
}

function checkFields(value: Value, { Fields }: Definition): void {
  for (const { Name, Type, DefaultValue } of Fields) {
    const isMissing = !value.Children.some((child) => child.Name === Name);
    if (Type.NonNull && DefaultValue === null && isMissing) fail(`the field ${Name} is missing`);
  }
  for (const { Name } of value.Children) {
    if (!Fields.some((field) => field.Name === Name)) fail(`unknown field ${Name}`);
  }
}

function isOneOf({ Directives }: Definition): boolean {
  return Directives.some(({ Name }) => Name === 'oneOf');
}

/** Just one field, and that not null. */
function checkOneOf({ Children }: Value, operation: Operation | null): void {
  const [only, ...more] = Children;
  if (only === undefined || more.length > 0 || only.Value.Kind === valueKinds.null) fail('one field is expected');
  if (only?.Value.Kind !== valueKinds.variable) return;
  const variable = operation?.VariableDefinitions.find(({ Variable }) => Variable === only.Value.Raw);
  if (variable !== undefined && !variable.Type.NonNull) fail(`the variable ${variable.Variable} may be null`);
}

/** A default, of the variable or of the place, stands in for null. */
function checkPosition({ Type, DefaultValue }: VariableDefinition, type: Type, hasDefault: boolean): void {
  const standsIn = hasDefault || (DefaultValue !== null && DefaultValue.Kind !== valueKinds.null);
  const wanted = standsIn ? { ...type, NonNull: false } : type;
  if (!isCompatible(Type, wanted)) fail('a variable of another type');
}

/** Whole numbers have 64 bits, and fractions are finite. */
function isReadable({ Kind, Raw, Children }: Value): boolean {
  if (Kind === valueKinds.int) return /^-?\d+$/.test(Raw) && BigInt.asIntN(64, BigInt(Raw)) === BigInt(Raw);
  if (Kind === valueKinds.float) return Number.isFinite(Number(Raw));
  return Children.every(({ Value }) => isReadable(Value));
}
