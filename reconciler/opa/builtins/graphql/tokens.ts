/** GraphQL's tokens. */

export interface Token {
  readonly kind: 'name' | 'int' | 'float' | 'string' | 'block' | 'mark' | 'end';
  /** What it says; of a mark, the mark. */
  readonly value: string;
  /** The comments right before it, with their `#`. */
  readonly comments: readonly string[];
}

/** The text is no GraphQL, or not valid. */
export class GraphqlError extends Error {}

const ignored = /[\t ,\n\r\ufeff]+/y;
const comment = /#[\t\u0020-\uffff]*/y;
const name = /[_A-Za-z]\w*/y;
const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const string = /"((?:[\t\u0020\u0021\u0023-\u005b\u005d-\uffff]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*)"/y;
const block = /"""((?:\\"""|(?!""")[\t\n\r\u0020-\uffff])*)("{3,})/y;
const mark = /\.\.\.|[!$&():=@[\]{|}]/y;

export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let comments: string[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  while (at < source.length) {
    if (take(ignored) !== null) continue;
    const note = take(comment);
    if (note !== null) {
      comments.push(note[0]);
      continue;
    }
    tokens.push({ ...tokenAt(source, at, take), comments });
    comments = [];
  }
  return [...tokens, { kind: 'end', value: '', comments }];
}

type Take = (pattern: RegExp) => RegExpExecArray | null;

function tokenAt(source: string, at: number, take: Take): Pick<Token, 'kind' | 'value'> {
  if (source.startsWith('"""', at)) {
    const [, raw = '', quotes = ''] = take(block) ?? fail(`unterminated string at ${at}`);
    return { kind: 'block', value: blockValue(raw + quotes.slice(3)) };
  }
  if (source.startsWith('"', at)) {
    const [, raw = ''] = take(string) ?? fail(`unterminated string at ${at}`);
    return { kind: 'string', value: unescaped(raw) };
  }
  const word = take(name);
  if (word !== null) return { kind: 'name', value: word[0] };
  const digits = take(number);
  if (digits !== null) return numberToken(digits, source[at + digits[0].length] ?? '');
  const found = take(mark) ?? fail(`unexpected character at ${at}`);
  return { kind: 'mark', value: found[0] };
}

function numberToken([value, fraction, exponent]: RegExpExecArray, next: string): Pick<Token, 'kind' | 'value'> {
  // Neither `01` nor `1.` nor `1e` is a number.
  const isShort = exponent === undefined && (/[eE]/.test(next) || (fraction === undefined && next === '.'));
  if (isShort || (/^-?0$/.test(value) && /\d/.test(next))) fail(`invalid number before ${next}`);
  return { kind: fraction === undefined && exponent === undefined ? 'int' : 'float', value };
}

export function fail(message: string): never {
  throw new GraphqlError(message);
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescaped(raw: string): string {
  return raw.replaceAll(/\\(?:u(....)|(.))/g, (_, code: string | undefined, letter: string) => {
    if (code === undefined) return escapes[letter] ?? letter;
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\ud800-\udfff]/.test(character) ? '\ufffd' : character;
  });
}

/** Without the indentation that all lines share, and without blank lines at both ends. */
function blockValue(raw: string): string {
  const lines = raw.replaceAll('\\"""', '"""').replaceAll(/\r\n?/g, '\n').split('\n');
  const indents = lines.filter((line) => !isBlank(line)).map((line) => line.search(/[^ \t]/));
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  const kept = lines.map((line, i) => (i === 0 ? line : line.slice(shared)));
  const start = kept.findIndex((line) => !isBlank(line));
  return start === -1 ? '' : kept.slice(start, kept.findLastIndex((line) => !isBlank(line)) + 1).join('\n');
}

function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line);
}
