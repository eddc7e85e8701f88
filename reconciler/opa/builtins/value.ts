/** Rego's values as the host sees them. JSON alone would lose sets, keys that are no strings, and digits. */

export type Value =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** Numbers keep their text: 2^64 must come back as it was. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'array'; readonly items: readonly Value[] }
  | { readonly kind: 'set'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] };

export type Entry = readonly [key: Value, value: Value];

/** A builtin: the arguments, and its answer; null is Rego's undefined, which is what a builtin's error is too. */
export type Builtin = (...operands: readonly Value[]) => Value | null;

export function text(value: string): Value {
  return { kind: 'string', value };
}

export function boolean(value: boolean): Value {
  return { kind: 'boolean', value };
}

export function number(value: number | bigint): Value {
  return { kind: 'number', text: String(value) };
}

export function array(items: readonly Value[]): Value {
  return { kind: 'array', items };
}

export function set(items: readonly Value[]): Value {
  return { kind: 'set', items };
}

/** The text of a string; null for anything else, so that a caller's `?? null` is Rego's type error. */
export function asText(value: Value | undefined): string | null {
  return value?.kind === 'string' ? value.value : null;
}

/** A whole number that JavaScript holds exactly; null for anything else. */
export function asInteger(value: Value | undefined): number | null {
  if (value?.kind !== 'number') return null;
  const parsed = Number(value.text);
  return Number.isSafeInteger(parsed) ? parsed : null;
}

/** The strings of an array or set; null when it is neither, or holds something else. */
export function asTexts(value: Value | undefined): readonly string[] | null {
  if (value?.kind !== 'array' && value?.kind !== 'set') return null;
  const texts: string[] = [];
  for (const item of value.items) {
    if (item.kind !== 'string') return null;
    texts.push(item.value);
  }
  return texts;
}

/** A string, or the strings of a collection. */
export function asTextOrTexts(value: Value | undefined): readonly string[] | null {
  return value?.kind === 'string' ? [value.value] : asTexts(value);
}

/** A whole number of any size, however it is written; null for anything else. */
export function asWhole(value: Value | undefined): bigint | null {
  if (value?.kind !== 'number') return null;
  const [, sign, whole = '', fraction = '', exponentText = '0'] =
    /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(value.text) ?? [];
  if (sign === undefined) return null;
  const exponent = Number(exponentText) - fraction.length;
  const digits = BigInt(`0${whole}${fraction}`);
  // More digits than any number here has a use for.
  if (Math.abs(exponent) > 1000) return digits === 0n ? 0n : null;
  const scale = 10n ** BigInt(Math.abs(exponent));
  if (exponent < 0 && digits % scale !== 0n) return null;
  const magnitude = exponent < 0 ? digits / scale : digits * scale;
  return sign === '-' ? -magnitude : magnitude;
}

/** What an object has under a text; null when it is not there, or there is no object. */
export function field(object: Value, name: string): Value | null {
  if (object.kind !== 'object') return null;
  return object.entries.find(([key]) => key.kind === 'string' && key.value === name)?.[1] ?? null;
}
