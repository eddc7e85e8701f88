import { jsonEntries, object } from './json.ts';
import { percentDecoded, percentEncoded } from './percent.ts';
import { array, asText, text, type Builtin, type Entry, type Value } from './value.ts';

/** Go's `url.QueryEscape`: all but letters, digits and `-_.~`, with a plus for a space. */
function encoded(source: string): string {
  return percentEncoded(source, /[\w\-.~ ]/).replaceAll(' ', '+');
}

function decoded(source: string): string | null {
  return percentDecoded(source.replaceAll('+', ' '));
}

const encode: Builtin = (value) => {
  const source = asText(value);
  return source === null ? null : text(encoded(source));
};

const decode: Builtin = (value) => {
  const source = asText(value);
  const plain = source === null ? null : decoded(source);
  return plain === null ? null : text(plain);
};

const encodeObject: Builtin = (value) => {
  if (value?.kind !== 'object') return null;
  const pairs: string[] = [];
  for (const [key, item] of jsonEntries(value.entries)) {
    const items = item.kind === 'array' || item.kind === 'set' ? item.items : [item];
    for (const each of items) {
      if (each.kind !== 'string') return null;
      pairs.push(`${encoded(key)}=${encoded(each.value)}`);
    }
  }
  return text(pairs.join('&'));
};

/** Every name with the list of its values. */
const decodeObject: Builtin = (value) => {
  const source = asText(value);
  if (source === null || source.includes(';')) return null;
  const found = new Map<string, Value[]>();
  for (const pair of source.split('&').filter((each) => each !== '')) {
    const equals = pair.indexOf('=');
    const name = decoded(equals === -1 ? pair : pair.slice(0, equals));
    const item = decoded(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === null || item === null) return null;
    found.set(name, [...(found.get(name) ?? []), text(item)]);
  }
  return object([...found].map(([name, items]): Entry => [text(name), array(items)]));
};

export const urlquery = {
  'urlquery.encode': encode,
  'urlquery.decode': decode,
  'urlquery.encode_object': encodeObject,
  'urlquery.decode_object': decodeObject,
} satisfies Record<string, Builtin>;
