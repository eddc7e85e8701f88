import { formatFloat, jsonFloat } from '../go-float.ts';
import { jsonEntries, jsonText } from '../json.ts';
import type { Value } from '../value.ts';

export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A decimal number, exactly. */
export function rationalOf(source: string): Rational | null {
  const [, sign, whole = '', fraction = '', exponentText = '0'] =
    /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/.exec(source) ?? [];
  if (sign === undefined) return null;
  const digits = BigInt(`0${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const exponent = Number(exponentText) - fraction.length;
  const scale = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0 ? { numerator: digits * scale, denominator: 1n } : { numerator: digits, denominator: scale };
}

export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isWhole({ numerator, denominator }: Rational): boolean {
  return numerator % denominator === 0n;
}

export function isMultiple(a: Rational, b: Rational): boolean {
  return (a.numerator * b.denominator) % (a.denominator * b.numerator) === 0n;
}

export function shown({ numerator, denominator }: Rational): string {
  return formatFloat(Number(numerator) / Number(denominator), 'g', -1);
}

/** JSON in which equal numbers are written alike. */
export function canonical(value: Value): string {
  switch (value.kind) {
    case 'number':
      return jsonFloat(Number(value.text));
    case 'array':
    case 'set':
      return `[${value.items.map(canonical).join(',')}]`;
    case 'object': {
      const entries = jsonEntries(value.entries).map(([key, item]) => `${jsonText(key)}:${canonical(item)}`);
      return `{${entries.join(',')}}`;
    }
    case 'string':
      return jsonText(value.value);
    case 'boolean':
      return String(value.value);
    case 'null':
      return 'null';
  }
}
