import { parseTime } from './time-parse.ts';

/** What a plain YAML scalar stands for, as go-yaml resolves it. */
export type Scalar =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'string' };

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['true', 'True', 'TRUE'].map((word) => [word, { kind: 'boolean', value: true }] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, { kind: 'boolean', value: false }] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, { kind: 'null' }] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, { kind: 'float', value: Number.NaN }] as const),
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [
    [word, { kind: 'float', value: Infinity }] as const,
    [`+${word}`, { kind: 'float', value: Infinity }] as const,
    [`-${word}`, { kind: 'float', value: -Infinity }] as const,
  ]),
]);

export function resolveScalar(source: string): Scalar {
  const word = words.get(source);
  if (word !== undefined) return word;
  if (/^\.\d+(?:[eE][+-]?\d+)?$/.test(source)) return { kind: 'float', value: Number(source) };
  if (!/^[-+\d]/.test(source)) return { kind: 'string' };
  if (isTimestamp(source)) return { kind: 'timestamp' };
  return resolveNumber(source.replaceAll('_', '')) ?? { kind: 'string' };
}

const integer = /^([+-]?)(0[xX][\dA-Fa-f]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9]\d*)$/;

function resolveNumber(plain: string): Scalar | null {
  const [, sign, digits = ''] = integer.exec(plain) ?? [];
  if (sign !== undefined) {
    const magnitude = BigInt(/^0[0-7]/.test(digits) ? `0o${digits}` : digits);
    const value = sign === '-' ? -magnitude : magnitude;
    if (BigInt.asIntN(64, value) === value || (sign === '' && BigInt.asUintN(64, value) === value)) {
      return { kind: 'integer', value };
    }
  }
  if (!/^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? { kind: 'float', value } : null;
}

const timestamps = [
  '2006-1-2T15:4:5.999999999Z07:00',
  '2006-1-2t15:4:5.999999999Z07:00',
  '2006-1-2 15:4:5.999999999',
  '2006-1-2',
];

function isTimestamp(source: string): boolean {
  return /^\d{4}-/.test(source) && timestamps.some((layout) => parseTime(layout, source) !== null);
}

/** What other readers of YAML take for something else than a text. */
export function isOldWord(source: string): boolean {
  return (
    /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/.test(source) ||
    /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/.test(source)
  );
}
