/** The YAML schema: plain scalars mean what Kubernetes' own reader takes them for. */

import { Schema, type ScalarTag, type Tags } from 'yaml';
import type { Json } from './mesh.ts';

/** The first that holds on a plain text says what it is. */
const patterns = {
  none: /^(?:~|null|Null|NULL)?$/,
  bool: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  int: /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*)$/,
  float: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/,
};

const bool: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => typeof value === 'boolean',
  test: patterns.bool,
  resolve: isTrue,
  stringify: ({ value }) => String(value),
};

const int: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  identify: (value) => Number.isInteger(value),
  test: patterns.int,
  resolve: (text, onError) => {
    const value = integer(text);
    if (!Number.isSafeInteger(value)) onError(`The number ${text} is too large to be kept exactly; quote it`);
    return value;
  },
  stringify: ({ value }) => String(value),
};

function isTrue(text: string): boolean {
  return /^[yYtT]|^[oO][nN]$/.test(text);
}

/** A leading zero is octal, as in Go's `ParseInt` with base 0; `089` is none, and decimal. */
function integer(text: string): number {
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '').toLowerCase();
  if (/^0[0-7]+$/.test(digits)) return sign * Number.parseInt(digits, 8);
  return sign * Number(digits.startsWith('0') && /^[0-9]+$/.test(digits) ? digits.replace(/^0+(?=.)/, '') : digits);
}

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  test: patterns.float,
  resolve: (text, onError) => {
    const value = Number(text);
    if (!Number.isFinite(value)) onError(`${text} is not a number that JSON can hold`);
    return value;
  },
  stringify: ({ value }) => String(value),
};

const none: ScalarTag = {
  tag: 'tag:yaml.org,2002:null',
  default: true,
  identify: (value) => value === null,
  test: patterns.none,
  resolve: () => null,
  stringify: () => 'null',
};

/** YAML 1.2's core types, with the plain forms of booleans and numbers that Kubernetes takes (`yes`, `0644`, `1_000`). */
const scalars: Tags = [none, bool, int, float];

/** What a plain text means: itself, where it is no null, boolean or number. Undefined where it is none that can be kept. */
export function plainValue(text: string): Json | undefined {
  if (patterns.none.test(text)) return null;
  if (patterns.bool.test(text)) return isTrue(text);
  if (patterns.int.test(text)) {
    const value = integer(text);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  if (patterns.float.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return text;
}

/** No merge keys, no binary, no dates: a tag outside of it is an error. */
export const kubernetesSchema = new Schema({
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  customTags: (tags) => [...tags.filter((tag) => !isReplaced(tag)), ...scalars],
});

function isReplaced(tag: Tags[number]): boolean {
  return typeof tag !== 'string' && /:(?:null|bool|int|float)$/.test(tag.tag);
}
