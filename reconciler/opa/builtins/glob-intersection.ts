import { asText, boolean, type Builtin } from './value.ts';

/** `regex.globs_match`: whether some text matches both of two patterns of characters, dots and sets, each with `+` or `*`. */
const globsMatch: Builtin = (left, right) => {
  const [a, b] = [asText(left), asText(right)];
  const first = a === null ? null : read(Array.from(a));
  const second = b === null ? null : read(Array.from(b));
  if (first === null || second === null) return null;
  const trimmed = trim(first, second);
  return boolean(trimmed !== null && meet(...trimmed));
};

interface Token {
  /** Its characters; null for any. */
  readonly characters: ReadonlySet<string> | null;
  readonly times: '' | '+' | '*';
}

type Pattern = readonly Token[];

/** Null for a pattern that is malformed. */
function read(source: readonly string[]): Pattern | null {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    const characters = readCharacters(source, at);
    if (characters === null) return null;
    const flag = source[characters.end];
    const times = flag === '+' || flag === '*' ? flag : '';
    at = characters.end + times.length;
    const last = tokens.at(-1);
    const token: Token = { characters: characters.found, times };
    // `a+a*` is `a+`.
    if (last !== undefined && last.times !== '' && times !== '' && isSame(last, token)) {
      tokens[tokens.length - 1] = { ...token, times: last.times === '+' || times === '+' ? '+' : '*' };
    } else tokens.push(token);
  }
  return tokens;
}

interface Characters {
  readonly found: ReadonlySet<string> | null;
  readonly end: number;
}

function readCharacters(source: readonly string[], at: number): Characters | null {
  const character = source[at] ?? '';
  switch (character) {
    case '\\': {
      const escaped = source[at + 1];
      return escaped === undefined ? null : { found: new Set([escaped]), end: at + 2 };
    }
    case '.':
      return { found: null, end: at + 1 };
    case '[':
      return readSet(source, at + 1);
    case ']':
    case '+':
    case '*':
      return null;
  }
  return { found: new Set([character]), end: at + 1 };
}

function readSet(source: readonly string[], start: number): Characters | null {
  const found = new Set<string>();
  let previous: string | null = null;
  for (let at = start; at < source.length; at += 1) {
    let character = source[at] ?? '';
    if (character === ']') return { found, end: at + 1 };
    if (character === '-') {
      const end = rangeEnd(source, at);
      if (previous === null || end === null || !addRange(found, previous, end.last)) return null;
      previous = null;
      at = end.at;
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = source[at] ?? '';
      if (character === '') return null;
    }
    found.add(character);
    previous = character;
  }
  return null;
}

function rangeEnd(source: readonly string[], at: number): { readonly last: string; readonly at: number } | null {
  // The closing bracket has to follow.
  if (at + 2 >= source.length) return null;
  const next = source[at + 1] ?? '';
  if (next === ']' || next === '-') return null;
  return next === '\\' ? { last: source[at + 2] ?? '', at: at + 2 } : { last: next, at: at + 1 };
}

function addRange(found: Set<string>, first: string, last: string): boolean {
  const [from = 0, to = 0] = [first.codePointAt(0), last.codePointAt(0)];
  if (to < from) return false;
  for (let code = from; code <= to; code += 1) found.add(String.fromCodePoint(code));
  return true;
}

function isSame(a: Token, b: Token): boolean {
  const { characters } = b;
  if (a.characters === null || characters === null) return a.characters === characters;
  return a.characters.size === characters.size && [...a.characters].every((each) => characters.has(each));
}

function match(a: Token | undefined, b: Token | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const { characters } = b;
  return a.characters === null || characters === null || [...a.characters].some((each) => characters.has(each));
}

/** Without what is plain and matches at both ends, but for one of each; null where something plain does not match. */
function trim(a: Pattern, b: Pattern): readonly [Pattern, Pattern] | null {
  let start = 0;
  while (isPlain(a[start]) && isPlain(b[start])) {
    if (!match(a[start], b[start])) return null;
    start += 1;
  }
  start = Math.max(start - 1, 0);
  let cut = 0;
  while (
    Math.min(a.length, b.length) - cut > start &&
    isPlain(a[a.length - 1 - cut]) &&
    isPlain(b[b.length - 1 - cut])
  ) {
    if (!match(a[a.length - 1 - cut], b[b.length - 1 - cut])) return null;
    cut += 1;
  }
  cut = Math.max(cut - 1, 0);
  return [a.slice(start, a.length - cut), b.slice(start, b.length - cut)];
}

function isPlain(token: Token | undefined): boolean {
  return token?.times === '';
}

function meet(a: Pattern, b: Pattern): boolean {
  const [first, second] = [a[0], b[0]];
  if (first === undefined || second === undefined) return first === second;
  if (isPlain(first) && isPlain(second)) return match(first, second) && meet(a.slice(1), b.slice(1));
  const [repeated, other] = isPlain(first) ? [b, a] : [a, b];
  return repeated[0]?.times === '+' ? meetPlus(repeated, other) : meetStar(repeated, other);
}

/** At least one token of the other has to match. */
function meetPlus(repeated: Pattern, other: Pattern): boolean {
  if (!match(repeated[0], other[0])) return false;
  if (meetStar(repeated, other.slice(1))) return true;
  return !isPlain(other[0]) && meet(repeated.slice(1), other);
}

/** Any number of the other's tokens match; where the next one does too, the rest may meet. */
function meetStar(repeated: Pattern, other: Pattern): boolean {
  const next = repeated[1];
  for (const [at, token] of other.entries()) {
    if (next !== undefined && match(token, next) && meet(repeated.slice(1), other.slice(at))) return true;
    if (!match(token, repeated[0])) return false;
  }
  return next === undefined;
}

export const globIntersection = { 'regex.globs_match': globsMatch } satisfies Record<string, Builtin>;
