import { base64UrlBytes } from './base64.ts';
import { textOfBytes } from './bytes-text.ts';
import { readJson } from './json.ts';
import { field, type Value } from './value.ts';

/** The three parts of a token, still encoded. */
export interface Parts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** What a token's header says; empty where it says nothing. */
export interface Header {
  readonly value: Value;
  readonly algorithm: string;
  readonly keyId: string;
  readonly contentType: string;
  /** False without an algorithm, or with something critical that is not understood. */
  readonly isValid: boolean;
}

export function splitToken(token: string): Parts | null {
  const [header, payload, signature, ...more] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || more.length > 0) return null;
  return { header, payload, signature };
}

/** The object of an encoded part; null when it is none. */
export function decodedObject(part: string): Value | null {
  const decoded = decodedText(part);
  const value = decoded === null ? null : readJson(decoded);
  return value?.kind === 'object' ? value : null;
}

export function decodedText(part: string): string | null {
  const bytes = base64UrlBytes(part);
  return bytes === null ? null : textOfBytes(bytes);
}

/** The header's object; null for none, and for that of an encrypted token. */
export function headerObject({ header }: Parts): Value | null {
  const value = decodedObject(header);
  return value === null || field(value, 'enc') !== null ? null : value;
}

const understood: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'cty', 'crit']);

/** Reads the fields that matter; null where one of them is of the wrong kind. */
export function readHeader(parts: Parts): Header | null {
  const value = headerObject(parts);
  if (value?.kind !== 'object') return null;
  const [algorithm, keyId, type, contentType] = ['alg', 'kid', 'typ', 'cty'].map((name) => textOf(field(value, name)));
  const critical = criticalNames(field(value, 'crit'));
  if (typeof algorithm !== 'string' || typeof keyId !== 'string' || typeof contentType !== 'string') return null;
  if (typeof type !== 'string' || critical === null) return null;
  const names = value.entries.map(([name]) => (name.kind === 'string' ? name.value : ''));
  const isValid = algorithm !== '' && !names.some((name) => !understood.has(name) && critical.has(name));
  return { value, algorithm, keyId, contentType, isValid };
}

/** The text, empty where there is nothing; null for something else. */
function textOf(value: Value | null): string | null {
  if (value === null) return '';
  return value.kind === 'string' ? value.value : null;
}

function criticalNames(list: Value | null): ReadonlySet<string> | null {
  if (list === null) return new Set();
  if (list.kind !== 'array') return null;
  const texts = list.items.map((item) => (item.kind === 'string' ? item.value : null));
  const end = texts.indexOf(null);
  const names = new Set(end === -1 ? texts : texts.slice(0, end));
  return names.size === 0 ? null : new Set([...names].filter((name) => name !== null));
}
