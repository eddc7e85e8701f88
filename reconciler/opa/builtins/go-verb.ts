import { formatFloat } from './go-float.ts';
import { goQuote, isPrintable } from './go-quote.ts';

/** What `sprintf` hands to Go's formatter: whole numbers, fractions, and the text of everything else. */
export type Operand =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

export interface Directive {
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  /** In characters; null: as wide as it is. */
  readonly width: number | null;
  readonly precision: number | null;
  readonly verb: string;
}

/** One operand as Go's `fmt` writes it; a verb that does not fit gives Go's `%!d(string=x)`. */
export function formatOperand(directive: Directive, operand: Operand): string {
  if (directive.verb === 'T') return pad(directive, truncate(typeName(operand), directive.precision));
  switch (operand.kind) {
    case 'integer':
      return integer(directive, operand.value) ?? mismatch(directive, operand);
    case 'float':
      return float(directive, operand.value) ?? mismatch(directive, operand);
    case 'string':
      return string(directive, operand.value) ?? mismatch(directive, operand);
  }
}

/** The operand with its type, as in Go's complaints: `int64=3`. */
export function describe(operand: Operand, directive: Directive = bare): string {
  return `${typeName(operand)}=${formatOperand({ ...directive, verb: 'v' }, operand)}`;
}

const bare: Directive = {
  plus: false,
  minus: false,
  sharp: false,
  space: false,
  zero: false,
  width: null,
  precision: null,
  verb: 'v',
};

function mismatch(directive: Directive, operand: Operand): string {
  if (operand.kind === 'integer' && !isInt64(operand.value)) return `%!${directive.verb}(big.Int=${operand.value})`;
  return `%!${directive.verb}(${describe(operand, directive)})`;
}

function typeName(operand: Operand): string {
  switch (operand.kind) {
    case 'integer':
      return isInt64(operand.value) ? 'int64' : '*big.Int';
    case 'float':
      return 'float64';
    case 'string':
      return 'string';
  }
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

const radixes: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  v: [10, ''],
  d: [10, ''],
  b: [2, '0b'],
  o: [8, '0'],
  O: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function integer(directive: Directive, value: bigint): string | null {
  // Go's big numbers know %s too, and take it for %d.
  if (directive.verb === 's' && !isInt64(value)) return integer({ ...directive, verb: 'd', precision: null }, value);
  const radix = radixes[directive.verb];
  if (radix === undefined) return character(directive, value);
  const spaced = { ...directive, zero: false };
  if (directive.precision === 0 && value === 0n) return pad(spaced, '');
  const sign = signOf(directive, value < 0n);
  const digits = digitsOf(directive, value, radix[0]).padStart(leastDigits(directive) - sign.length, '0');
  const prefix = directive.verb === 'O' || directive.sharp ? radix[1] : '';
  return pad(spaced, sign + (prefix === '0' && digits.startsWith('0') ? '' : prefix) + digits);
}

function digitsOf(directive: Directive, value: bigint, radix: number): string {
  const digits = (value < 0n ? -value : value).toString(radix).padStart(directive.precision ?? 0, '0');
  return directive.verb === 'X' ? digits.toUpperCase() : digits;
}

/** Sign included. Go widens with zeros before it adds the prefix. */
function leastDigits(directive: Directive): number {
  return directive.zero && directive.precision === null ? (directive.width ?? 0) : 0;
}

/** The verbs that take a whole number for a character. */
function character(directive: Directive, value: bigint): string | null {
  if (!isInt64(value)) return null;
  const valid = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  const glyph = valid ? String.fromCodePoint(Number(value)) : '\ufffd';
  switch (directive.verb) {
    case 'c':
      return pad(directive, glyph);
    case 'q':
      return pad(directive, goQuote(glyph, "'", directive.plus));
    case 'U': {
      const code = `U+${BigInt.asUintN(64, value).toString(16).toUpperCase().padStart(4, '0')}`;
      const shown = directive.sharp && valid && isPrintable(glyph) ? `${code} '${glyph}'` : code;
      return pad({ ...directive, zero: false }, shown);
    }
  }
  return null;
}

const floatVerbs: Readonly<Record<string, 'b' | 'e' | 'f' | 'g' | 'x'>> = {
  v: 'g',
  b: 'b',
  e: 'e',
  E: 'e',
  f: 'f',
  F: 'f',
  g: 'g',
  G: 'g',
  x: 'x',
  X: 'x',
};

function float(directive: Directive, value: number): string | null {
  const verb = floatVerbs[directive.verb];
  if (verb === undefined) return null;
  const precision = directive.precision ?? (verb === 'e' || verb === 'f' ? 6 : -1);
  const written = formatFloat(Math.abs(value), verb, precision);
  const isSharp = directive.sharp && directive.verb !== 'v' && verb !== 'b' && Number.isFinite(value);
  const digits = isSharp ? withPoint(written, directive.verb, precision) : written;
  const shown = directive.verb === directive.verb.toUpperCase() ? digits.toUpperCase() : digits;
  const sign = signOf(directive, value < 0 || Object.is(value, -0));
  if (directive.zero && !directive.minus && directive.width !== null && Number.isFinite(value)) {
    return sign + shown.padStart(directive.width - sign.length, '0');
  }
  return pad({ ...directive, zero: false }, sign + shown);
}

/** Always a point; and the zeros after it that `%g` leaves out. */
function withPoint(written: string, verb: string, precision: number): string {
  const [number = '', tail = ''] = written.split(/(?=p)|(?=e)(?!.*p)/);
  const significant = number.replaceAll('.', '').replace(/^0+/, '').length;
  const isWhole = !number.includes('.');
  const wanted = /^[gGx]$/.test(verb) ? (precision === -1 ? 6 : precision) : 0;
  const given = significant + (isWhole && number === '0' ? 1 : 0);
  return `${number}${isWhole ? '.' : ''}${'0'.repeat(Math.max(0, wanted - given))}${tail}`;
}

function string(directive: Directive, value: string): string | null {
  switch (directive.verb) {
    case 'v':
      return directive.sharp ? pad(directive, goQuote(value)) : pad(directive, truncate(value, directive.precision));
    case 's':
      return pad(directive, truncate(value, directive.precision));
    case 'q': {
      const shown = truncate(value, directive.precision);
      const raw = directive.sharp && !/[`\p{Cc}\ufeff]/u.test(shown.replaceAll('\t', ''));
      return pad(directive, raw ? `\`${shown}\`` : goQuote(shown, '"', directive.plus));
    }
    case 'x':
    case 'X':
      return pad(directive, bytes(directive, value));
  }
  return null;
}

function bytes(directive: Directive, value: string): string {
  const all = Buffer.from(value, 'utf8');
  const shown = [...all.subarray(0, directive.precision ?? all.length)].map((byte) =>
    byte.toString(16).padStart(2, '0'),
  );
  const prefix = directive.sharp && shown.length > 0 ? '0x' : '';
  const joined = directive.space ? shown.join(directive.sharp ? ' 0x' : ' ') : shown.join('');
  return directive.verb === 'X' ? (prefix + joined).toUpperCase() : prefix + joined;
}

function truncate(value: string, precision: number | null): string {
  return precision === null ? value : Array.from(value).slice(0, precision).join('');
}

function signOf(directive: Directive, negative: boolean): string {
  return negative ? '-' : directive.plus ? '+' : directive.space ? ' ' : '';
}

/** Widens by characters, not bytes or UTF-16 units, as Go does. */
function pad(directive: Directive, shown: string): string {
  const missing = (directive.width ?? 0) - Array.from(shown).length;
  if (missing <= 0) return shown;
  if (directive.minus) return shown + ' '.repeat(missing);
  return (directive.zero ? '0' : ' ').repeat(missing) + shown;
}
