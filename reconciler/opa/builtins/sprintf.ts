import { describe, formatOperand, type Directive, type Operand } from './go-verb.ts';
import { print } from './print.ts';
import { asText, text, type Builtin, type Value } from './value.ts';

/** `sprintf(format, values)`, which is Go's: values that are neither number nor string are formatted as their text. */
export const sprintf: Builtin = (format, values) => {
  const template = asText(format);
  if (template === null || values?.kind !== 'array') return null;
  return text(formatAll(template, values.items.map(operandOf)));
};

function operandOf(value: Value): Operand {
  if (value.kind === 'string') return { kind: 'string', value: value.value };
  if (value.kind !== 'number') return { kind: 'string', value: print(value) };
  if (!/[.eE]/.test(value.text)) return { kind: 'integer', value: BigInt(value.text) };
  const float = Number(value.text);
  return Number.isFinite(float) ? { kind: 'float', value: float } : { kind: 'string', value: value.text };
}

const flags = /[+\-# 0]*/y;
const digits = /\d+/y;
const position = /\[([^\]]*)\]/y;

/** Where the formatter is: in the text, and among the operands. */
interface Cursor {
  at: number;
  operand: number;
  /** True once an explicit `[n]` was seen: then nobody counts what is left over. */
  reordered: boolean;
  /** False after an `[n]` that names no operand. */
  good: boolean;
}

function formatAll(template: string, operands: readonly Operand[]): string {
  let out = '';
  const cursor: Cursor = { at: 0, operand: 0, reordered: false, good: true };
  while (cursor.at < template.length) {
    const percent = template.indexOf('%', cursor.at);
    if (percent === -1) return out + template.slice(cursor.at) + extra(operands, cursor);
    out += template.slice(cursor.at, percent);
    cursor.at = percent + 1;
    out += directive(template, operands, cursor);
  }
  return out + extra(operands, cursor);
}

function extra(operands: readonly Operand[], cursor: Cursor): string {
  const left = operands.slice(cursor.operand);
  if (cursor.reordered || left.length === 0) return '';
  return `%!(EXTRA ${left.map((operand) => describe(operand)).join(', ')})`;
}

function directive(template: string, operands: readonly Operand[], cursor: Cursor): string {
  const seen = take(flags, template, cursor);
  cursor.good = true;
  let complaint = '';
  seek(template, operands, cursor);
  let minus = seen.includes('-');
  const width = size(template, operands, cursor);
  if (width === 'bad') complaint += '%!(BADWIDTH)';
  if (typeof width === 'number' && width < 0) minus = true;
  let precision: number | null = null;
  if (template[cursor.at] === '.') {
    cursor.at += 1;
    seek(template, operands, cursor);
    const given = size(template, operands, cursor);
    if (given === 'bad') complaint += '%!(BADPREC)';
    else if (given === null) precision = 0;
    else if (given >= 0) precision = given;
  }
  seek(template, operands, cursor);
  const code = template.codePointAt(cursor.at);
  if (code === undefined) return `${complaint}%!(NOVERB)`;
  const verb = String.fromCodePoint(code);
  cursor.at += verb.length;
  if (verb === '%') return `${complaint}%`;
  if (!cursor.good) return `${complaint}%!${verb}(BADINDEX)`;
  const operand = operands[cursor.operand];
  if (operand === undefined) return `${complaint}%!${verb}(MISSING)`;
  cursor.operand += 1;
  const described: Directive = {
    // With `v` a plus would name the fields of a struct.
    plus: seen.includes('+') && verb !== 'v',
    minus,
    sharp: seen.includes('#'),
    space: seen.includes(' '),
    zero: seen.includes('0') && !minus,
    width: typeof width === 'number' ? Math.abs(width) : null,
    precision,
    verb,
  };
  return complaint + formatOperand(described, operand);
}

/** Go refuses widths and precisions above a million. */
const largest = 1_000_000;

/** A width or precision: digits, or `*` for the next operand's value. */
function size(template: string, operands: readonly Operand[], cursor: Cursor): number | null | 'bad' {
  if (template[cursor.at] === '*') {
    cursor.at += 1;
    const operand = operands[cursor.operand];
    if (operand === undefined) return 'bad';
    cursor.operand += 1;
    if (operand.kind !== 'integer' || operand.value > BigInt(largest) || operand.value < -BigInt(largest)) return 'bad';
    return Number(operand.value);
  }
  const shown = take(digits, template, cursor);
  if (shown === '') return null;
  return Number(shown) > largest ? 'bad' : Number(shown);
}

/** An explicit operand, `%[2]d`: moves there. */
function seek(template: string, operands: readonly Operand[], cursor: Cursor): boolean {
  position.lastIndex = cursor.at;
  const found = position.exec(template);
  if (found === null) return false;
  cursor.at = position.lastIndex;
  cursor.reordered = true;
  const wanted = /^\d+$/.test(found[1] ?? '') ? Number(found[1]) : 0;
  if (wanted < 1 || wanted > operands.length) cursor.good = false;
  else cursor.operand = wanted - 1;
  return true;
}

function take(pattern: RegExp, template: string, cursor: Cursor): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(template)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}
