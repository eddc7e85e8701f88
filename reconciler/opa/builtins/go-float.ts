/** Go's `strconv.FormatFloat`; precision -1 is the shortest text that reads back the same. */
export function formatFloat(value: number, verb: 'b' | 'e' | 'f' | 'g' | 'x', precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const magnitude = Math.abs(value);
  switch (verb) {
    case 'b':
      return sign + binary(magnitude);
    case 'e':
      return sign + scientific(exponential(magnitude, precision));
    case 'f':
      return sign + (precision < 0 ? plain(magnitude.toExponential()) : fixed(magnitude, precision));
    case 'g':
      return sign + general(magnitude, precision);
    case 'x':
      return sign + hexadecimal(magnitude, precision);
  }
}

/** A float as Go writes it in JSON. */
export function jsonFloat(value: number): string {
  const magnitude = Math.abs(value);
  const isPlain = magnitude === 0 || (magnitude >= 1e-6 && magnitude < 1e21);
  return isPlain ? formatFloat(value, 'f', -1) : formatFloat(value, 'e', -1).replace(/e-0(\d)$/, 'e-$1');
}

/** Scientific below 1e-4 and from `10^precision` on; the shortest text counts as precision 6 here. */
function general(magnitude: number, precision: number): string {
  const shortest = precision < 0;
  const digits = exponential(magnitude, shortest ? -1 : Math.max(precision, 1) - 1);
  const trimmed = digits.includes('.') ? digits.replace(/\.?0*e/, 'e') : digits;
  const exponent = Number(trimmed.slice(trimmed.indexOf('e') + 1));
  const limit = shortest ? 6 : Math.max(precision, 1);
  return exponent < -4 || exponent >= limit ? scientific(trimmed) : plain(trimmed);
}

/** `1.5e+7` as Go writes it, with two digits of exponent at the least: `1.5e+07`. */
function scientific(digits: string): string {
  return digits.replace(/e([+-])(\d)$/, 'e$10$2');
}

/** `1.5e+2` written out: `150`. */
function plain(digits: string): string {
  const [mantissa = '', exponentText = '0'] = digits.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const point = whole.length + Number(exponentText);
  if (point <= 0) return `0.${'0'.repeat(-point)}${all}`;
  if (point >= all.length) return all + '0'.repeat(point - all.length);
  return `${all.slice(0, point)}.${all.slice(point)}`;
}

/** Like `toExponential`, but a tie goes to the even digit, as Go has it, and any precision will do. */
function exponential(magnitude: number, precision: number): string {
  const shortest = magnitude.toExponential();
  if (precision < 0 || magnitude === 0) return precision <= 0 ? shortest : `0.${'0'.repeat(precision)}e+0`;
  let exponent = Number(shortest.slice(shortest.indexOf('e') + 1));
  let digits = scaled(magnitude, precision - exponent).toString();
  // 9.99 rounds to 10.0: one digit more than was asked for.
  if (digits.length > precision + 1) {
    exponent += 1;
    digits = scaled(magnitude, precision - exponent).toString();
  }
  const fraction = precision === 0 ? '' : `.${digits.slice(1)}`;
  return `${digits.slice(0, 1)}${fraction}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

function fixed(magnitude: number, precision: number): string {
  const digits = scaled(magnitude, precision)
    .toString()
    .padStart(precision + 1, '0');
  const point = digits.length - precision;
  return precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The float times `10^places`, exactly, then rounded half to even. */
function scaled(magnitude: number, places: number): bigint {
  const { mantissa, exponent } = decompose(magnitude);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

interface Parts {
  readonly mantissa: bigint;
  /** Of 2: the float is `mantissa × 2^exponent`. */
  readonly exponent: number;
}

function decompose(magnitude: number): Parts {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, magnitude);
  const bits = view.getBigUint64(0);
  const fraction = bits & ((1n << 52n) - 1n);
  const biased = Number(bits >> 52n);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** `6755399441055744p-52` */
function binary(magnitude: number): string {
  const { mantissa, exponent } = decompose(magnitude);
  return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** `0x1.8p+00` */
function hexadecimal(magnitude: number, precision: number): string {
  const { digits, power } = precision < 0 || precision >= 13 ? normal(magnitude) : rounded(magnitude, precision);
  const all = digits.toString(16);
  const fraction =
    precision < 0 ? all.slice(1).replace(/0+$/, '') : all.slice(1).padEnd(precision, '0').slice(0, precision);
  const shown = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return `0x${all.slice(0, 1)}${fraction === '' ? '' : '.'}${fraction}p${shown}`;
}

interface Hexadecimal {
  /** One before the point, the others after it. */
  readonly digits: bigint;
  readonly power: number;
}

function normal(magnitude: number): Hexadecimal {
  let { mantissa, exponent } = decompose(magnitude);
  if (mantissa === 0n) return { digits: 0n, power: 0 };
  while (mantissa >> 52n === 0n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  return { digits: mantissa, power: exponent + 52 };
}

/** Half to even. */
function rounded(magnitude: number, precision: number): Hexadecimal {
  const { digits, power } = normal(magnitude);
  const cut = 1n << BigInt(52 - precision * 4);
  const twice = (digits % cut) * 2n;
  const kept = digits / cut;
  const up = twice > cut || (twice === cut && kept % 2n === 1n);
  const next = up ? kept + 1n : kept;
  const isWrapped = next >> BigInt(precision * 4 + 1) > 0n;
  return isWrapped ? { digits: next / 2n, power: power + 1 } : { digits: next, power };
}
