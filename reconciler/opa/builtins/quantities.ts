import { asText, number, type Builtin, type Value } from './value.ts';

const binary: Readonly<Record<string, bigint>> = { ki: 10n, mi: 20n, gi: 30n, ti: 40n, pi: 50n, ei: 60n };
const decimal: Readonly<Record<string, number>> = { k: 3, m: 6, g: 9, t: 12, p: 15, e: 18 };

/** `units.parse_bytes`: `10KB`, `10KiB`, whole bytes. */
const parseBytes: Builtin = (value) => {
  const read = amount(asText(value)?.toLowerCase());
  if (read === null) return null;
  const unit = read.unit.replace(/b$/, '');
  if (read.unit === 'b') return null;
  const factor = factorOf(unit);
  return factor === null ? null : number((read.numerator * factor) / read.denominator);
};

/** `units.parse`: SI (`10M`) and binary (`10Mi`) units, and `m` for a thousandth. */
const parseUnits: Builtin = (value) => {
  const read = amount(asText(value));
  if (read === null) return null;
  if (read.unit === 'm') return ratio(read.numerator, read.denominator * 1000n);
  const factor = factorOf(read.unit.toLowerCase());
  return factor === null ? null : ratio(read.numerator * factor, read.denominator);
};

function factorOf(unit: string): bigint | null {
  const bits = binary[unit];
  if (bits !== undefined) return 1n << bits;
  const digits = decimal[unit];
  if (digits !== undefined) return 10n ** BigInt(digits);
  return unit === '' ? 1n : null;
}

interface Amount {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly unit: string;
}

const amountPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?([A-Za-z]*)$/;

/** A decimal number, exactly, and what follows it. */
function amount(source: string | null | undefined): Amount | null {
  const found = amountPattern.exec((source ?? '').replaceAll('"', ''));
  if (found === null) return null;
  const [, sign = '', whole = '', fraction = '', exponentText = '0', unit = ''] = found;
  if (whole === '' && fraction === '') return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  const exponent = Number(exponentText) - fraction.length;
  const scale = 10n ** BigInt(Math.abs(exponent));
  return exponent >= 0
    ? { numerator: digits * scale, denominator: 1n, unit }
    : { numerator: digits, denominator: scale, unit };
}

/** A whole number, or ten decimals, rounded half away from zero. */
function ratio(numerator: bigint, denominator: bigint): Value {
  if (numerator % denominator === 0n) return number(numerator / denominator);
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  const scaled = (magnitude * 20_000_000_000n + denominator) / (2n * denominator);
  const digits = scaled.toString().padStart(11, '0');
  return { kind: 'number', text: `${negative ? '-' : ''}${digits.slice(0, -10)}.${digits.slice(-10)}` };
}

const nanoseconds: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  // OPA's own; a year has 365 days.
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  y: 31_536_000_000_000_000n,
};

/** `time.parse_duration_ns`: `1h15m30.918s`, `2w`. */
const parseDuration: Builtin = (value) => {
  const source = asText(value) ?? '';
  const parts = /^([+-]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w|y))+)$/.exec(source);
  if (parts === null) return /^[+-]?0$/.test(source) ? number(0) : null;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of (parts[2] ?? '').matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h|d|w|y)/g,
  )) {
    const scale = 10n ** BigInt(fraction.length);
    total += (BigInt(`${whole}${fraction}`) * (nanoseconds[unit] ?? 0n)) / scale;
  }
  if (total >= 2n ** 63n) return null;
  return number(parts[1] === '-' ? -total : total);
};

export const quantities = {
  'units.parse_bytes': parseBytes,
  'units.parse': parseUnits,
  'time.parse_duration_ns': parseDuration,
} satisfies Record<string, Builtin>;
