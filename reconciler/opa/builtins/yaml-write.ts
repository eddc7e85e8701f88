import { formatFloat } from './go-float.ts';
import { jsonEntries } from './json.ts';
import type { Value } from './value.ts';
import { isOldWord, resolveScalar } from './yaml-scalar.ts';

/** Writes YAML in blocks, two spaces deep, as go-yaml does. */
export function writeYaml(value: Value): string {
  const block = blockOf(value, '');
  return `${block.startsWith('\n') ? block.slice(1) : block}\n`;
}

/** What follows a key or a dash: on the same line, or with a line end before each line of a block. */
function blockOf(value: Value, indent: string): string {
  switch (value.kind) {
    case 'array':
    case 'set':
      if (value.items.length === 0) return '[]';
      return value.items.map((item) => `\n${indent}- ${nested(item, indent)}`).join('');
    case 'object':
      if (value.entries.length === 0) return '{}';
      return jsonEntries(value.entries)
        .toSorted(([a], [b]) => compareKeys(Array.from(a), Array.from(b)))
        .map(([key, item]) => `\n${indent}${entryOf(key, item, indent)}`)
        .join('');
    case 'string':
      return scalarText(value.value, indent);
    case 'number':
      return numberText(value.text);
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
  }
}

/** A key of several lines, or a long one, has a mark before it, and its value another. */
function entryOf(key: string, item: Value, indent: string): string {
  const isSimple = !breaks.test(key) && Buffer.byteLength(key) <= 128;
  if (isSimple) return `${scalarText(key, null)}:${afterKey(item, indent)}`;
  return `? ${scalarText(key, `${indent}  `)}\n${indent}: ${nested(item, indent)}`;
}

function afterKey(item: Value, indent: string): string {
  const block = blockOf(item, `${indent}  `);
  return block.startsWith('\n') ? block : ` ${block}`;
}

/** A block behind a dash begins on its line. */
function nested(item: Value, indent: string): string {
  return blockOf(item, `${indent}  `).replace(/^\n */, '');
}

function numberText(source: string): string {
  const scalar = resolveScalar(source);
  if (scalar.kind === 'integer') return String(scalar.value);
  return scalar.kind === 'float' ? formatFloat(scalar.value, 'g', -1) : source;
}

/** What go-yaml prints as it is; the rest is escaped in double quotes. */
const unprintable = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const breaks = /[\r\n\u0085\u2028\u2029]/;

/** `indent` is null for a key, which has one line. */
function scalarText(value: string, indent: string | null): string {
  const isSpecial = unprintable.test(value.replaceAll('\t', '')) || / [\r\n\u0085\u2028\u2029]/.test(value);
  if (value.includes('\n')) {
    const isBlock = indent !== null && !isSpecial && !value.endsWith(' ');
    return isBlock ? literal(value, indent) : doubleQuoted(value);
  }
  if (resolveScalar(value).kind !== 'string' || isOldWord(value)) return doubleQuoted(value);
  if (isSpecial || value.includes('\t') || /[\r\u0085\u2028\u2029] /.test(value)) return doubleQuoted(value);
  return isPlain(value) ? value : `'${value.replaceAll("'", "''")}'`;
}

function isPlain(value: string): boolean {
  if (breaks.test(value) || value.startsWith(' ') || value.endsWith(' ')) return false;
  if (/^(?:---|\.\.\.)/.test(value) || /^[#,[\]{}&*!|>'"%@`]/.test(value)) return false;
  return !/^[?:-](?:\s|$)/.test(value) && !/:(?:\s|$)/.test(value.slice(1)) && !/\s#/.test(value);
}

/** `|`, with a sign for what is at its end, and a number where it begins with a space. */
function literal(value: string, indent: string): string {
  const hint = /^[ \n]/.test(value) ? '2' : '';
  const end = !value.endsWith('\n') ? '-' : value === '\n' || value.endsWith('\n\n') ? '+' : '';
  const inner = indent === '' ? '  ' : indent;
  const lines = value.replace(/\n$/, '').split('\n');
  return `|${hint}${end}${lines.map((line) => (line === '' ? '\n' : `\n${inner}${line}`)).join('')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function doubleQuoted(value: string): string {
  let quoted = '';
  for (const character of value) {
    const isSafe = !unprintable.test(character) && !breaks.test(character) && character !== '"' && character !== '\\';
    quoted += isSafe ? character : (escapes[character] ?? numeric(character.codePointAt(0) ?? 0));
  }
  return `"${quoted}"`;
}

function numeric(code: number): string {
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

const letter = /^\p{L}$/u;
const digit = /^\p{Nd}$/u;

/** Keys go by the numbers in them: `a2` comes before `a10`. */
function compareKeys(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((character, i) => i >= b.length || character !== b[i]);
  if (at === -1 || at >= b.length) return a.length - b.length;
  const [left, right] = [a[at] ?? '', b[at] ?? ''];
  const [leftLetter, rightLetter] = [letter.test(left), letter.test(right)];
  const order = (left.codePointAt(0) ?? 0) - (right.codePointAt(0) ?? 0);
  if (leftLetter && rightLetter) return order;
  if (leftLetter || rightLetter) {
    const afterDigit = digit.test(a[at - 1] ?? '');
    return leftLetter === afterDigit ? -1 : 1;
  }
  return compareNumbers(a, b, at) ?? order;
}

/** By the numbers that begin at a place; null where they are equal and as long. */
function compareNumbers(a: readonly string[], b: readonly string[], at: number): number | null {
  const [leftDigits, rightDigits] = [digitsFrom(a, at), digitsFrom(b, at)];
  const isWithin = (a[at] === '0' || b[at] === '0') && /[1-9]/.test(digitsBefore(a, at));
  const lead = isWithin ? '1' : '0';
  const difference = BigInt(lead + leftDigits) - BigInt(lead + rightDigits);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return leftDigits.length === rightDigits.length ? null : leftDigits.length - rightDigits.length;
}

function digitsFrom(characters: readonly string[], start: number): string {
  return /^\d*/.exec(characters.slice(start).join(''))?.[0] ?? '';
}

function digitsBefore(characters: readonly string[], end: number): string {
  return /\d*$/.exec(characters.slice(0, end).join(''))?.[0] ?? '';
}
