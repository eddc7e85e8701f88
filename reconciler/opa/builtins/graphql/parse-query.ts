import {
  between,
  braces,
  commentAt,
  type Cursor,
  cursorOf,
  expectMark,
  expectWord,
  isMark,
  isWord,
  next,
  parens,
  parseName,
  peek,
  skipMark,
} from './cursor.ts';
import { parseArguments, parseDirectives, parseType, parseValue, parseVariable } from './parse-value.ts';
import type { Field, Fragment, Operation, QueryDocument, Selection, VariableDefinition } from './syntax.ts';
import { fail } from './tokens.ts';

/** Parses operations and fragments. Throws a GraphqlError. */
export function parseQuery(source: string): QueryDocument {
  const cursor = cursorOf(source);
  const Operations: Operation[] = [];
  const Fragments: Fragment[] = [];
  while (peek(cursor).kind !== 'end') {
    if (isWord(cursor, 'fragment')) Fragments.push(parseFragment(cursor));
    else Operations.push(parseOperation(cursor));
  }
  return { Operations, Fragments, Comment: null };
}

function parseOperation(cursor: Cursor): Operation {
  const plain = { Name: '', VariableDefinitions: [], Directives: [] };
  if (isMark(cursor, '{')) {
    return { ...plain, Operation: 'query', SelectionSet: parseSelectionSet(cursor), Comment: null };
  }
  const Comment = commentAt(cursor);
  const { kind, value } = next(cursor);
  if (kind !== 'name' || !['query', 'mutation', 'subscription'].includes(value)) fail(`unexpected ${value}`);
  const Name = peek(cursor).kind === 'name' ? next(cursor).value : '';
  return {
    Operation: value,
    Name,
    VariableDefinitions: parseVariableDefinitions(cursor),
    Directives: parseDirectives(cursor, false),
    SelectionSet: parseSelectionSet(cursor),
    Comment,
  };
}

function parseVariableDefinitions(cursor: Cursor): readonly VariableDefinition[] {
  return between(cursor, parens, parseVariableDefinition).items;
}

function parseVariableDefinition(cursor: Cursor): VariableDefinition {
  peek(cursor);
  const Comment = commentAt(cursor);
  const Variable = parseVariable(cursor);
  expectMark(cursor, ':');
  const Type = parseType(cursor);
  const DefaultValue = skipMark(cursor, '=') ? parseValue(cursor, true) : null;
  return { Variable, Type, DefaultValue, Directives: parseDirectives(cursor, false), Comment, Used: false };
}

function parseSelectionSet(cursor: Cursor): readonly Selection[] {
  if (!isMark(cursor, '{')) fail(`expected {, found ${peek(cursor).value}`);
  return between(cursor, braces, parseSelection).items;
}

function parseSelection(cursor: Cursor): Selection {
  return isMark(cursor, '...') ? parseSpread(cursor) : parseField(cursor);
}

function parseField(cursor: Cursor): Field {
  peek(cursor);
  const Comment = commentAt(cursor);
  const Alias = parseName(cursor);
  const Name = skipMark(cursor, ':') ? parseName(cursor) : Alias;
  const Arguments = parseArguments(cursor, false);
  const Directives = parseDirectives(cursor, false);
  const SelectionSet = isMark(cursor, '{') ? parseSelectionSet(cursor) : [];
  return { Alias, Name, Arguments, Directives, SelectionSet, Comment };
}

function parseSpread(cursor: Cursor): Selection {
  const Comment = commentAt(cursor);
  expectMark(cursor, '...');
  const token = peek(cursor);
  if (token.kind === 'name' && token.value !== 'on') {
    return { Name: parseName(cursor), Directives: parseDirectives(cursor, false), Comment };
  }
  let TypeCondition = '';
  if (token.value === 'on') {
    next(cursor);
    TypeCondition = parseName(cursor);
  }
  return {
    TypeCondition,
    Directives: parseDirectives(cursor, false),
    SelectionSet: parseSelectionSet(cursor),
    Comment,
  };
}

function parseFragment(cursor: Cursor): Fragment {
  const Comment = expectWord(cursor, 'fragment');
  if (peek(cursor).value === 'on') fail('unexpected on');
  const Name = parseName(cursor);
  const VariableDefinition = parseVariableDefinitions(cursor);
  expectWord(cursor, 'on');
  return {
    Name,
    VariableDefinition,
    TypeCondition: parseName(cursor),
    Directives: parseDirectives(cursor, false),
    SelectionSet: parseSelectionSet(cursor),
    Comment,
  };
}
