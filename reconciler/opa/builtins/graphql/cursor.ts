import type { Comment } from './syntax.ts';
import { fail, type Token, tokensOf } from './tokens.ts';

/** Where a parser is. */
export interface Cursor {
  readonly tokens: readonly Token[];
  at: number;
  /** Comments belong to a token once it has been looked at, and until it is taken. */
  isPeeked: boolean;
}

export function cursorOf(source: string): Cursor {
  return { tokens: tokensOf(source), at: 0, isPeeked: false };
}

const end: Token = { kind: 'end', value: '', comments: [] };

export function peek(cursor: Cursor): Token {
  cursor.isPeeked = true;
  return cursor.tokens[cursor.at] ?? end;
}

export function next(cursor: Cursor): Token {
  const token = peek(cursor);
  if (token.kind === 'end') fail('unexpected end');
  cursor.at += 1;
  cursor.isPeeked = false;
  return token;
}

/** The comments before the token that was looked at last. */
export function commentAt(cursor: Cursor): Comment {
  const { comments } = cursor.isPeeked ? peek(cursor) : end;
  return comments.length === 0 ? null : { List: comments.map((Value) => ({ Value })) };
}

export function isMark(cursor: Cursor, mark: string): boolean {
  const token = peek(cursor);
  return token.kind === 'mark' && token.value === mark;
}

export function skipMark(cursor: Cursor, mark: string): boolean {
  if (!isMark(cursor, mark)) return false;
  next(cursor);
  return true;
}

export function expectMark(cursor: Cursor, mark: string): void {
  if (!skipMark(cursor, mark)) fail(`expected ${mark}, found ${peek(cursor).value}`);
}

export function isWord(cursor: Cursor, word: string): boolean {
  const token = peek(cursor);
  return token.kind === 'name' && token.value === word;
}

/** Takes a keyword, and gives the comments before it. */
export function expectWord(cursor: Cursor, word: string): Comment {
  if (!isWord(cursor, word)) fail(`expected ${word}, found ${peek(cursor).value}`);
  const comment = commentAt(cursor);
  next(cursor);
  return comment;
}

export function parseName(cursor: Cursor): string {
  const token = peek(cursor);
  if (token.kind !== 'name') fail(`expected a name, found ${token.value}`);
  return next(cursor).value;
}

/** What is between two marks, if the first is there: at least one, unless none will do. */
export function between<T>(
  cursor: Cursor,
  [open, close]: readonly [string, string],
  parse: (cursor: Cursor) => T,
  least = 1,
): { readonly items: readonly T[]; readonly comment: Comment } {
  if (!skipMark(cursor, open)) return { items: [], comment: null };
  const items: T[] = [];
  while (!isMark(cursor, close)) items.push(parse(cursor));
  if (items.length < least) fail('expected at least one definition');
  const comment = commentAt(cursor);
  next(cursor);
  return { items, comment };
}

export const braces = ['{', '}'] as const;
export const parens = ['(', ')'] as const;
export const brackets = ['[', ']'] as const;
