import { asText, boolean, number, type Builtin } from './value.ts';

/** Semantic Versioning 2.0.0, and a leading `v`. */
const version =
  /^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

const isValid: Builtin = (value) => {
  const source = asText(value);
  return boolean(source !== null && parse(source) !== null);
};

const compare: Builtin = (left, right) => {
  const a = parse(asText(left) ?? '');
  const b = parse(asText(right) ?? '');
  if (a === null || b === null) return null;
  for (const [i, part] of a.core.entries()) {
    const difference = part - (b.core[i] ?? 0n);
    if (difference !== 0n) return number(difference < 0n ? -1 : 1);
  }
  return number(comparePreRelease(a.preRelease, b.preRelease));
};

interface Version {
  readonly core: readonly bigint[];
  /** Empty for a release, which comes after all of its own. */
  readonly preRelease: readonly string[];
}

function parse(source: string): Version | null {
  const found = version.exec(source);
  if (found === null) return null;
  const preRelease = found[4]?.split('.') ?? [];
  if (preRelease.some((part) => /^0\d+$/.test(part))) return null;
  return { core: found.slice(1, 4).map((part) => BigInt(part ?? 0)), preRelease };
}

function comparePreRelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    const order = comparePart(part, other);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

/** Numbers by value and before words. */
function comparePart(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a);
  const bIsNumber = /^\d+$/.test(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  if (aIsNumber) return Math.sign(Number(BigInt(a) - BigInt(b)));
  return a < b ? -1 : a > b ? 1 : 0;
}

export const semver = { 'semver.is_valid': isValid, 'semver.compare': compare } satisfies Record<string, Builtin>;
