/** Istio's StringMatch: exact, prefix or regex; empty means that the value is there. */

import { type At, type Decoder, malformed, record, text } from '../decode.ts';
import { describe, isObject } from '../json.ts';
import { compareText } from '../finding.ts';
import type { Json, NamedMatch, StringMatch } from '../mesh.ts';

const fields = record({ exact: text, prefix: text, regex: text });

/** Any of the forms, presence included. */
export const stringMatch: Decoder<StringMatch> = (value, at) => {
  const read = fields(value, at);
  if (!read) return undefined;
  const given = [read.exact, read.prefix, read.regex].filter((entry) => entry !== undefined);
  if (given.length > 1) return malformed(at, 'Give one of exact, prefix and regex, not several');
  if (read.exact !== undefined) return { kind: 'exact', value: read.exact };
  if (read.prefix !== undefined) {
    return read.prefix === ''
      ? malformed(at, 'An empty prefix matches everything', 'Remove it, or write {} to ask that the value is there.')
      : { kind: 'prefix', value: read.prefix };
  }
  if (read.regex !== undefined && read.regex !== '*') return regex(read.regex, at);
  return read.regex === '*' || isEmpty(value) ? { kind: 'present' } : undefined;
};

/** A form that did not read was reported, and must not become presence. */
function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** RE2, matched against the whole value; Envoy would turn down the rest. */
function regex(value: string, at: At): StringMatch | undefined {
  if (value === '' || value.length > 1024) return malformed(at, 'A regex has 1 to 1,024 characters');
  const [foreign] = /\(\?(?:[=!]|<[=!])|\\[1-9]/.exec(value) ?? [];
  if (foreign === undefined) return { kind: 'regex', value };
  at.report({
    rule: 'invalid-regex',
    severity: 'error',
    message: `RE2 does not know ${foreign}`,
    remedy: 'Match without look-around and back references.',
    path: [...at.path, 'regex'],
  });
  return undefined;
}

/** One of the forms with a value. */
export const valueMatch: Decoder<Exclude<StringMatch, { kind: 'present' }>> = (value, at) => {
  const read = stringMatch(value, at);
  return read?.kind === 'present' ? malformed(at, 'Give exact, prefix or regex') : read;
};

/** A map from names to matches, sorted by name. */
export function namedMatches(nameOf: (name: string) => string): Decoder<readonly NamedMatch[]> {
  return (value, at) => {
    if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
    const read = Object.entries(value).map(([name, each]) => named(name, nameOf(name), each, at));
    return read.filter((each) => each !== undefined).toSorted((a, b) => compareText(a.name, b.name));
  };
}

function named(key: string, name: string, value: Json, at: At): NamedMatch | undefined {
  const here = { ...at, path: [...at.path, key] };
  if (name === '') return malformed(here, 'The name is empty');
  if (value === null) malformed(here, 'This says nothing of the value', 'Write {} to ask that it is there.');
  const match = stringMatch(value ?? {}, here);
  return match && { name, match };
}
