/** Kinds whose versions are not read alike. */

import type { Decoder } from './decode.ts';
import { isObject } from './json.ts';

/** Reads an object as its version is read; a version that is not named here, like the rest. */
export function byVersion<T>(versions: Readonly<Record<string, Decoder<T>>>, rest: Decoder<T>): Decoder<T> {
  const named = new Map(Object.entries(versions));
  return (value, at) => {
    const api = isObject(value) ? value['apiVersion'] : '';
    const version = typeof api === 'string' ? api.slice(api.indexOf('/') + 1) : '';
    return (named.get(version) ?? rest)(value, at);
  };
}
