import { parseUrl, type Url } from '../uri.ts';
import { addressText } from './address.ts';
import {
  cursorOf,
  each,
  type Element,
  fail,
  hasTag,
  integerOf,
  read,
  readAny,
  readBitString,
  readBoolean,
  readInteger,
  readOid,
  readOptional,
  sequence,
  tags,
  type Cursor,
} from './der.ts';
import { asciiOf } from './name.ts';
import { listOf, type Plain } from './plain.ts';

export interface Extension {
  readonly oid: readonly number[];
  readonly isCritical: boolean;
  readonly value: Buffer;
}

export function readExtensions(cursor: Cursor): readonly Extension[] {
  const extensions = each(cursor, (list): Extension => {
    const inside = sequence(list);
    const oid = readOid(inside);
    const isCritical = hasTag(inside, tags.boolean) && readBoolean(inside);
    return { oid, isCritical, value: read(inside, tags.octets).body };
  });
  const names = extensions.map(({ oid }) => oid.join('.'));
  return new Set(names).size < names.length ? fail('an extension that comes twice') : extensions;
}

export function plainExtension({ oid, isCritical, value }: Extension): Plain {
  return { Id: oid, Critical: isCritical, Value: value };
}

type Fields = Readonly<Record<string, Plain>>;

/** What an extension says; null where nobody knows it. */
const readers: Readonly<Record<string, (extension: Extension) => Fields | null>> = {
  '2.5.29.14': ({ value, isCritical }) => {
    return isCritical ? fail('critical') : { SubjectKeyId: read(cursorOf(value), tags.octets).body };
  },
  '2.5.29.15': ({ value }) => ({ KeyUsage: keyUsage(value) }),
  '2.5.29.17': ({ value }) => alternativeNames(value),
  '2.5.29.19': ({ value }) => basicConstraints(value),
  '2.5.29.31': ({ value }) => ({ CRLDistributionPoints: listOf(distributionPoints(value)) }),
  '2.5.29.32': ({ value }) => policies(value),
  '2.5.29.33': ({ value }) => ({ PolicyMappings: listOf(each(sequence(cursorOf(value)), policyMapping)) }),
  '2.5.29.35': ({ value, isCritical }) => {
    const inside = sequence(cursorOf(value));
    return isCritical ? fail('critical') : { AuthorityKeyId: readOptional(inside, 0x80)?.body ?? null };
  },
  '2.5.29.36': ({ value }) => policyConstraints(value),
  '2.5.29.37': ({ value }) => extendedUsages(value),
  '2.5.29.54': ({ value }) => {
    const count = readInteger(cursorOf(value));
    return { InhibitAnyPolicy: count, InhibitAnyPolicyZero: count === 0n };
  },
  '1.3.6.1.5.5.7.1.1': ({ value, isCritical }) => (isCritical ? fail('critical') : authorityAccess(value)),
};

/** The fields that extensions fill, and the critical ones that nobody knows. */
export function extensionFields(extensions: readonly Extension[]): Fields {
  const unhandled: Plain[] = [];
  let fields: Fields = {};
  for (const extension of extensions) {
    const name = extension.oid.join('.');
    if (name === '2.5.29.30') throw new Error('a certificate with name constraints cannot be read here');
    const found = readers[name]?.(extension) ?? null;
    if (found === null && extension.isCritical) unhandled.push(extension.oid);
    fields = { ...fields, ...found };
  }
  return { ...fields, UnhandledCriticalExtensions: listOf(unhandled) };
}

/** The first nine bits, the first of them lowest. */
function keyUsage(value: Buffer): number {
  const { bytes } = readBitString(cursorOf(value));
  let usage = 0;
  for (let i = 0; i < 9; i += 1) {
    const bit = ((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;
    usage |= bit << i;
  }
  return usage;
}

function basicConstraints(value: Buffer): Fields {
  const inside = sequence(cursorOf(value));
  const IsCA = hasTag(inside, tags.boolean) && readBoolean(inside);
  const length = hasTag(inside, tags.integer) ? readInteger(inside) : -1n;
  return { BasicConstraintsValid: true, IsCA, MaxPathLen: length, MaxPathLenZero: length === 0n };
}

/** Null where none of its names is of a kind that is known. */
export function alternativeNames(value: Buffer): Fields | null {
  const names = each(sequence(cursorOf(value)), readAny);
  const ofKind = (tag: number): readonly Element[] => names.filter((name) => name.tag === tag);
  const mails = ofKind(0x81).map(({ body }) => asciiOf(body));
  const hosts = ofKind(0x82).map(({ body }) => asciiOf(body));
  const urls = ofKind(0x86).map(({ body }) => parseUrl(asciiOf(body)) ?? fail('no URL'));
  const addresses = ofKind(0x87).map(({ body }) => addressText(body));
  if (mails.length + hosts.length + urls.length + addresses.length === 0) return null;
  return {
    DNSNames: listOf(hosts),
    EmailAddresses: listOf(mails),
    IPAddresses: listOf(addresses),
    URIs: listOf(urls.map(plainUrl)),
  };
}

function plainUrl(url: Url): Plain {
  return {
    Scheme: url.scheme,
    Opaque: url.opaque,
    User: url.hasUser ? {} : null,
    Host: url.host,
    Path: url.path,
    Fragment: url.fragment,
    RawQuery: url.rawQuery,
    RawPath: url.rawPath,
    RawFragment: url.rawFragment,
    ForceQuery: url.forceQuery,
    OmitHost: url.omitHost,
  };
}

/** The URLs among a certificate's names, as they are written. */
export function urlTexts(extensions: readonly Extension[]): readonly string[] {
  const names = extensions.find(({ oid }) => oid.join('.') === '2.5.29.17');
  if (names === undefined) return [];
  return each(sequence(cursorOf(names.value)), readAny)
    .filter(({ tag }) => tag === 0x86)
    .map(({ body }) => asciiOf(body));
}

function distributionPoints(value: Buffer): readonly string[] {
  return each(sequence(cursorOf(value)), sequence).flatMap((point) => {
    const name = readOptional(point, 0xa0);
    if (name === null) return [];
    const full = cursorOf(read(cursorOf(name.body), 0xa0).body);
    const urls: string[] = [];
    while (hasTag(full, 0x86)) urls.push(readAny(full).body.toString('utf8'));
    return urls;
  });
}

function policies(value: Buffer): Fields {
  const oids = each(sequence(cursorOf(value)), (list) => readOid(sequence(list)));
  const names = oids.map((oid) => oid.join('.'));
  if (new Set(names).size < names.length) fail('a policy that comes twice');
  return { PolicyIdentifiers: oids, Policies: listOf(names) };
}

function policyMapping(list: Cursor): Plain {
  const inside = sequence(list);
  return { IssuerDomainPolicy: readOid(inside).join('.'), SubjectDomainPolicy: readOid(inside).join('.') };
}

function policyConstraints(value: Buffer): Fields {
  const inside = sequence(cursorOf(value));
  const explicit = readOptional(inside, 0x80);
  const mapping = readOptional(inside, 0x81);
  return {
    ...(explicit === null ? {} : countFields('RequireExplicitPolicy', integerOf(explicit.body))),
    ...(mapping === null ? {} : countFields('InhibitPolicyMapping', integerOf(mapping.body))),
  };
}

function countFields(name: string, count: bigint): Fields {
  return { [name]: count, [`${name}Zero`]: count === 0n };
}

const usages: readonly string[] = [
  '2.5.29.37.0',
  ...Array.from({ length: 9 }, (_, i) => `1.3.6.1.5.5.7.3.${i + 1}`),
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
  '1.3.6.1.4.1.311.2.1.22',
  '1.3.6.1.4.1.311.61.1.1',
];

function extendedUsages(value: Buffer): Fields {
  const oids = each(sequence(cursorOf(value)), readOid);
  const numbers = oids.map((oid) => usages.indexOf(oid.join('.')));
  return {
    ExtKeyUsage: listOf(numbers.filter((usage) => usage !== -1)),
    UnknownExtKeyUsage: listOf(oids.filter((_, i) => numbers[i] === -1)),
  };
}

function authorityAccess(value: Buffer): Fields {
  const found = each(sequence(cursorOf(value)), (list) => {
    const inside = sequence(list);
    const method = readOid(inside).join('.');
    return { method, url: readOptional(inside, 0x86)?.body.toString('utf8') ?? null };
  });
  const urlsOf = (method: string): Plain =>
    listOf(found.flatMap((access) => (access.method === method && access.url !== null ? [access.url] : [])));
  return { OCSPServer: urlsOf('1.3.6.1.5.5.7.48.1'), IssuingCertificateURL: urlsOf('1.3.6.1.5.5.7.48.2') };
}
