import { cursorOf, each, fail, readAny, readOid, sequence, read, tags, type Element } from './der.ts';
import { listOf, type Plain } from './plain.ts';

interface Attribute {
  readonly type: readonly number[];
  readonly value: string;
}

const fields: Readonly<Record<string, string>> = {
  '2.5.4.6': 'Country',
  '2.5.4.7': 'Locality',
  '2.5.4.8': 'Province',
  '2.5.4.9': 'StreetAddress',
  '2.5.4.10': 'Organization',
  '2.5.4.11': 'OrganizationalUnit',
  '2.5.4.17': 'PostalCode',
};

/** A distinguished name: its usual fields, and all its attributes. */
export function nameOf(raw: Buffer): Plain {
  const attributes = each(sequence(cursorOf(raw)), (cursor) =>
    each(cursorOf(read(cursor, tags.set).body), (set): Attribute => {
      const pair = sequence(set);
      return { type: readOid(pair), value: stringOf(readAny(pair)) };
    }),
  ).flat();
  const valuesOf = (oid: string): readonly string[] =>
    attributes.filter(({ type }) => type.join('.') === oid).map(({ value }) => value);
  const lists = Object.entries(fields).map(([oid, name]) => [name, listOf(valuesOf(oid))] as const);
  return {
    ...Object.fromEntries(lists),
    SerialNumber: valuesOf('2.5.4.5').at(-1) ?? '',
    CommonName: valuesOf('2.5.4.3').at(-1) ?? '',
    Names: listOf(attributes.map(({ type, value }) => ({ Type: type, Value: value }))),
    ExtraNames: null,
  };
}

/** The text of any kind of string. */
export function stringOf({ tag, body }: Element): string {
  switch (tag) {
    case 0x0c: {
      const text = body.toString('utf8');
      return Buffer.from(text, 'utf8').equals(body) ? text : fail('no UTF-8');
    }
    case 0x13:
      return matching(body, /^[A-Za-z0-9'()+,\-./ :=?*&]*$/);
    case 0x12:
      return matching(body, /^[\d ]*$/);
    case 0x14:
      return body.toString('latin1');
    case 0x16:
      return asciiOf(body);
    case 0x1e:
      return wideOf(body);
  }
  return fail(`a string of the kind ${tag}`);
}

function matching(body: Buffer, pattern: RegExp): string {
  const text = body.toString('latin1');
  return pattern.test(text) ? text : fail('a character that does not belong there');
}

export function asciiOf(body: Buffer): string {
  return body.every((byte) => byte < 0x80) ? body.toString('latin1') : fail('a character beyond ASCII');
}

function wideOf(body: Buffer): string {
  if (body.length % 2 !== 0) fail('half a character');
  const text = Buffer.from(body).swap16().toString('utf16le').replace(/\0$/, '');
  return /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(text) ? fail('no character') : text;
}
