/** The words of a document's texts, by which objects name each other. */

import { isList, isObject } from '../json.ts';
import type { Json } from '../mesh.ts';

/**
 * Runs of letters, digits, `-` and `_` in all texts and keys, in lower case: `cart.shop.svc` has the words of the Service
 * and of its namespace. The namespace that an object is of is none of its words.
 */
export function wordsOf(value: Json): ReadonlySet<string> {
  const words = new Set<string>();
  collect(value, words);
  return words;
}

/** The words of one text. */
export function wordsIn(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9_-]+/g) ?? [];
}

function collect(value: Json, words: Set<string>): void {
  if (typeof value === 'string') for (const word of wordsIn(value)) words.add(word);
  if (isList(value)) for (const item of value) collect(item, words);
  if (!isObject(value)) return;
  for (const [key, entry] of Object.entries(value)) {
    for (const word of wordsIn(key)) words.add(word);
    if (key === 'metadata' && isObject(entry)) collectMetadata(entry, words);
    else collect(entry, words);
  }
}

function collectMetadata(metadata: { readonly [key: string]: Json }, words: Set<string>): void {
  const { namespace: _, name: __, ...rest } = metadata;
  collect(rest, words);
}

/** Texts that stand for several namespaces, as `team-*` does. */
export function patternsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return /^(?:\*[a-z0-9-]+|[a-z0-9-]+\*)$/.test(value) ? [value] : [];
  if (isList(value)) return value.flatMap(patternsIn);
  return isObject(value) ? Object.values(value).flatMap(patternsIn) : [];
}

/** Whether such a text takes a name in. */
export function patternTakes(pattern: string, name: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name.startsWith(pattern.slice(0, -1));
}

/** Whether any text of a value is like this. */
export function hasText(value: Json, like: RegExp): boolean {
  if (typeof value === 'string') return like.test(value);
  if (isList(value)) return value.some((item) => hasText(item, like));
  return isObject(value) && Object.values(value).some((entry) => hasText(entry, like));
}
