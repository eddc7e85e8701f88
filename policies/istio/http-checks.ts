/** What the parts of an HTTPRoute have to do with each other. */

import { type Check, has, hasText, valueBelow } from '../checks.ts';
import { type At, below, malformed } from '../decode.ts';
import { isObject } from '../json.ts';

/** Who is sent elsewhere, or is answered here, is forwarded to nobody. */
const nothingForwarded: Check = (value, at) => {
  const answer = ['redirect', 'directResponse'].find((field) => has(value, field));
  if (answer === undefined || has(value, 'route')) return;
  for (const field of ['rewrite', 'fault'].filter((each) => has(value, each)))
    malformed(below(at, field), `${field} changes what is forwarded, and ${answer} forwards nothing`, 'Remove it.');
};

/** A request has one authority. */
const authorityOnce: Check = (value, at) => {
  let set = hasText({ authority: valueBelow(value, 'rewrite', 'authority') ?? '' }, 'authority');
  for (const edit of ['set', 'add']) {
    const headers = valueBelow(value, 'headers', 'request', edit);
    if (!isObject(headers)) continue;
    for (const name of Object.keys(headers).filter((each) => /^(?::authority|host)$/i.test(each))) {
      const place: At = { ...at, path: [...at.path, 'headers', 'request', edit, name], part: 'key' };
      if (set) malformed(place, 'The authority is set already', 'Set it in one place.');
      set = true;
    }
  }
};

export const httpChecks: readonly Check[] = [nothingForwarded, authorityOnce];
