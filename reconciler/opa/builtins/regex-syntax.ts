/** Go's regular expressions (RE2) as JavaScript's. What has no equal is refused aloud: a rule must not match by accident. */

const posix: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** Escapes that mean something else in JavaScript, or nothing. */
const escapes: Readonly<Record<string, string>> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  a: '\\x07',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
};

/** Inside a class the same, without brackets of their own. */
const classEscapes: Readonly<Record<string, string>> = { a: '\\x07', s: '\\t\\n\\f\\r ' };

/** The expression, or null where Go would refuse it too. Throws where only JavaScript cannot follow. */
export function toRegExp(pattern: string): RegExp | null {
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const flags = leading?.[1] ?? '';
  const body = translate(pattern.slice(leading?.[0].length ?? 0), flags);
  try {
    return new RegExp(body, flags.includes('i') ? 'gui' : 'gu');
  } catch {
    return null;
  }
}

function translate(pattern: string, flags: string): string {
  let out = '';
  for (let at = 0; at < pattern.length;) {
    const [piece, length] = translateAt(pattern, at, flags);
    out += piece;
    at += length;
  }
  return out;
}

type Piece = readonly [piece: string, length: number];

function translateAt(pattern: string, at: number, flags: string): Piece {
  const multiline = flags.includes('m');
  const character: string = pattern.charAt(at);
  switch (character) {
    case '\\':
      return escape(pattern, at, escapes);
    case '[':
      return characterClass(pattern, at);
    case '^':
      return [multiline ? '(?<![^\\n])' : '(?<![\\s\\S])', 1];
    case '$':
      return [multiline ? '(?![^\\n])' : '(?![\\s\\S])', 1];
    case '(':
      return group(pattern, at);
    case '{':
      return repetition(pattern, at);
    case '}':
      return ['\\}', 1];
    case ']':
      return ['\\]', 1];
    case '.':
      // JavaScript's dot stops at \r and the Unicode line ends too.
      return [flags.includes('s') ? '[\\s\\S]' : '[^\\n]', 1];
  }
  return [character, 1];
}

/** Go takes a brace that counts nothing for itself, and counts to a thousand. */
function repetition(pattern: string, at: number): Piece {
  const [count, ...numbers] = /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(at)) ?? [];
  if (count === undefined) return ['\\{', 1];
  return numbers.some((digits) => Number(digits ?? 0) > 1000) ? ['(', pattern.length - at] : [count, count.length];
}

function group(pattern: string, at: number): Piece {
  if (pattern[at + 1] !== '?') return ['(', 1];
  const named = /^\(\?P?<(\w+)>/.exec(pattern.slice(at));
  if (named !== null) return [`(?<${named[1]}>`, named[0].length];
  if (pattern.startsWith('(?:', at)) return ['(?:', 3];
  throw new Error(
    `the regular expression ${pattern} uses ${pattern.slice(at, at + 4)}, which rules cannot use here; put flags first`,
  );
}

function escape(pattern: string, at: number, table: Readonly<Record<string, string>>): Piece {
  const next = pattern[at + 1] ?? '';
  if (next === 'Q' || next === 'C') {
    throw new Error(`the regular expression ${pattern} uses \\${next}, which rules cannot use here`);
  }
  const known = table[next];
  if (known !== undefined) return [known, 2];
  const property = /^\\([pP])([A-Z]|\{\^?\w+\})/.exec(pattern.slice(at));
  if (property !== null) return [unicodeClass(property[1] ?? 'p', property[2] ?? ''), property[0].length];
  const braced = /^\\x\{([0-9A-Fa-f]+)\}/.exec(pattern.slice(at));
  if (braced !== null) return [`\\u{${braced[1]}}`, braced[0].length];
  // Go escapes any punctuation; JavaScript with the u flag only what is syntax.
  if (/[!-/:-@[-`{-~]/.test(next) && !/[$()*+./?[\\\]^{|}-]/.test(next)) return [next, 2];
  return [next === '-' ? '\\x2d' : `\\${next}`, 2];
}

/** `\pL`, `\p{Greek}`, `\p{^Lu}`: general categories go as they are, scripts by their key. */
function unicodeClass(letter: string, name: string): string {
  const bare = name.replaceAll(/[{}]/g, '');
  const negated = (letter === 'P') !== bare.startsWith('^');
  const value = bare.replace('^', '');
  const property = value.length <= 2 ? value : `Script=${value}`;
  return `\\${negated ? 'P' : 'p'}{${property}}`;
}

function characterClass(pattern: string, start: number): Piece {
  let out = '[';
  let at = start + 1;
  if (pattern[at] === '^') {
    out += '^';
    at += 1;
  }
  for (let first = true; at < pattern.length && (first || pattern[at] !== ']'); first = false) {
    const named = /^\[:(\^?)(\w+):\]/.exec(pattern.slice(at));
    const ranges = posix[named?.[2] ?? ''];
    if (named !== null) {
      if (ranges === undefined || named[1] === '^')
        throw new Error(`the regular expression ${pattern} uses ${named[0]}, which rules cannot use here`);
      out += ranges;
      at += named[0].length;
    } else if (pattern[at] === '\\') {
      const [piece, length] = escape(pattern, at, classEscapes);
      out += piece;
      at += length;
    } else {
      const character = pattern[at] ?? '';
      out += character === '[' || character === ']' ? `\\${character}` : character;
      at += 1;
    }
  }
  // A class that does not end is none, for Go as for JavaScript.
  return pattern[at] === ']' ? [`${out}]`, at + 1 - start] : ['[', pattern.length - start];
}
