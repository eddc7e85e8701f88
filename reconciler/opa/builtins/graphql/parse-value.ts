import {
  between,
  braces,
  brackets,
  commentAt,
  type Cursor,
  expectMark,
  isMark,
  next,
  parens,
  parseName,
  peek,
  skipMark,
} from './cursor.ts';
import { type Argument, type ChildValue, type Directive, type Type, type Value, valueKinds } from './syntax.ts';
import { fail } from './tokens.ts';

/** A value; a constant one has no variables in it. */
export function parseValue(cursor: Cursor, isConstant: boolean): Value {
  const token = peek(cursor);
  const plain = { Raw: '', Children: [], Comment: null, ExpectedTypeHasDefault: false };
  switch (token.kind) {
    case 'mark':
      return { ...plain, ...parseComposite(cursor, isConstant) };
    case 'int':
    case 'float':
    case 'string':
    case 'block':
      return { ...plain, Raw: next(cursor).value, Kind: valueKinds[token.kind] };
    case 'name':
      return { ...plain, Raw: next(cursor).value, Kind: wordKind(token.value) };
    case 'end':
      return fail('unexpected end');
  }
}

function wordKind(word: string): number {
  if (word === 'true' || word === 'false') return valueKinds.boolean;
  return word === 'null' ? valueKinds.null : valueKinds.enum;
}

function parseComposite(cursor: Cursor, isConstant: boolean): Partial<Value> & Pick<Value, 'Kind'> {
  const Comment = commentAt(cursor);
  if (isMark(cursor, '[')) {
    const parseItem = (): ChildValue => ({ Name: '', Value: parseValue(cursor, isConstant), Comment: null });
    return { Kind: valueKinds.list, Children: between(cursor, brackets, parseItem, 0).items, Comment };
  }
  if (isMark(cursor, '{')) {
    const parseEntry = (): ChildValue => parseNamed(cursor, isConstant);
    return { Kind: valueKinds.object, Children: between(cursor, braces, parseEntry, 0).items, Comment };
  }
  if (!isMark(cursor, '$') || isConstant) fail(`unexpected ${peek(cursor).value}`);
  return { Kind: valueKinds.variable, Raw: parseVariable(cursor) };
}

export function parseVariable(cursor: Cursor): string {
  expectMark(cursor, '$');
  return parseName(cursor);
}

/** `name: value` */
function parseNamed(cursor: Cursor, isConstant: boolean): Argument {
  peek(cursor);
  const Comment = commentAt(cursor);
  const Name = parseName(cursor);
  expectMark(cursor, ':');
  return { Name, Value: parseValue(cursor, isConstant), Comment };
}

export function parseArguments(cursor: Cursor, isConstant: boolean): readonly Argument[] {
  return between(cursor, parens, () => parseNamed(cursor, isConstant)).items;
}

export function parseDirectives(cursor: Cursor, isConstant: boolean): readonly Directive[] {
  const directives: Directive[] = [];
  while (skipMark(cursor, '@')) {
    directives.push({ Name: parseName(cursor), Arguments: parseArguments(cursor, isConstant), Location: '' });
  }
  return directives;
}

export function parseType(cursor: Cursor): Type {
  let [NamedType, Elem]: [string, Type | null] = ['', null];
  if (skipMark(cursor, '[')) {
    Elem = parseType(cursor);
    expectMark(cursor, ']');
  } else NamedType = parseName(cursor);
  return { NamedType, Elem, NonNull: skipMark(cursor, '!') };
}
