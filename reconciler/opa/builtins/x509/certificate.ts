import {
  cursorOf,
  each,
  fail,
  hasTag,
  isAtEnd,
  read,
  readAny,
  readBits,
  readInteger,
  readOptional,
  sequence,
  tags,
  type Cursor,
} from './der.ts';
import { extensionFields, plainExtension, readExtensions, urlTexts, type Extension } from './extensions.ts';
import { nameOf } from './name.ts';
import { listOf, type Plain } from './plain.ts';
import { publicKeyOf, signatureAlgorithmOf } from './public-key.ts';

export interface Certificate {
  readonly raw: Buffer;
  /** As Go's `x509.Certificate` is in JSON. */
  readonly fields: { readonly [name: string]: Plain };
  /** OPA adds the texts of the URLs. */
  readonly urls: Plain;
}

/** Certificates one after another. Throws a DerError. */
export function readCertificates(bytes: Buffer): readonly Certificate[] {
  return each(cursorOf(bytes), readCertificate);
}

/** What extensions may say, before they do. */
const unsaid: Readonly<Record<string, Plain>> = {
  KeyUsage: 0,
  ExtKeyUsage: null,
  UnknownExtKeyUsage: null,
  BasicConstraintsValid: false,
  IsCA: false,
  MaxPathLen: 0,
  MaxPathLenZero: false,
  SubjectKeyId: null,
  AuthorityKeyId: null,
  OCSPServer: null,
  IssuingCertificateURL: null,
  DNSNames: null,
  EmailAddresses: null,
  IPAddresses: null,
  URIs: null,
  PermittedDNSDomainsCritical: false,
  PermittedDNSDomains: null,
  ExcludedDNSDomains: null,
  PermittedIPRanges: null,
  ExcludedIPRanges: null,
  PermittedEmailAddresses: null,
  ExcludedEmailAddresses: null,
  PermittedURIDomains: null,
  ExcludedURIDomains: null,
  CRLDistributionPoints: null,
  PolicyIdentifiers: null,
  Policies: null,
  InhibitAnyPolicy: 0,
  InhibitAnyPolicyZero: false,
  InhibitPolicyMapping: 0,
  InhibitPolicyMappingZero: false,
  RequireExplicitPolicy: 0,
  RequireExplicitPolicyZero: false,
  PolicyMappings: null,
  ExtraExtensions: null,
  UnhandledCriticalExtensions: null,
  Extensions: null,
};

function readCertificate(cursor: Cursor): Certificate {
  const { raw, body } = read(cursor, tags.sequence);
  const outer = cursorOf(body);
  const signed = read(outer, tags.sequence);
  const inside = cursorOf(signed.body);
  const version = readOptional(inside, 0xa0);
  const Version = version === null ? 1 : Number(readInteger(cursorOf(version.body))) + 1;
  if (Version < 1 || Version > 3) fail('a version that is not known');
  const SerialNumber = readInteger(inside);
  if (SerialNumber < 0n) fail('a serial number below zero');
  const identifier = read(inside, tags.sequence).body;
  if (!read(outer, tags.sequence).body.equals(identifier)) fail('two algorithms');
  const issuer = read(inside, tags.sequence).raw;
  const validity = sequence(inside);
  const [NotBefore, NotAfter] = [timeOf(validity), timeOf(validity)];
  const subject = read(inside, tags.sequence).raw;
  const info = read(inside, tags.sequence).raw;
  const key = publicKeyOf(info);
  const extensions = Version > 1 ? extensionsOf(inside, Version) : [];
  const Signature = readBits(outer);
  return {
    raw,
    urls: listOf(urlTexts(extensions)),
    fields: {
      ...unsaid,
      ...extensionFields(extensions),
      Raw: raw,
      RawTBSCertificate: signed.raw,
      RawSubjectPublicKeyInfo: info,
      RawSubject: subject,
      RawIssuer: issuer,
      Signature,
      SignatureAlgorithm: signatureAlgorithmOf(identifier),
      PublicKeyAlgorithm: key.algorithm,
      PublicKey: key.key,
      Version,
      SerialNumber,
      Issuer: nameOf(issuer),
      Subject: nameOf(subject),
      NotBefore,
      NotAfter,
      Extensions: listOf(extensions.map(plainExtension)),
    },
  };
}

function extensionsOf(inside: Cursor, version: number): readonly Extension[] {
  for (const tag of [0x81, 0x82]) if (hasTag(inside, tag)) readAny(inside);
  if (version < 3 || isAtEnd(inside)) return [];
  const wrapped = readOptional(inside, 0xa3);
  return wrapped === null ? [] : readExtensions(sequence(cursorOf(wrapped.body)));
}

/** A time in UTC, as Go writes it in JSON. */
function timeOf(cursor: Cursor): string {
  const { tag, body } = readAny(cursor);
  const text = body.toString('latin1');
  const pattern =
    tag === tags.utcTime ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
  const [, digits = '', month = '', day = '', hour = '', minute = '', second = '00'] = pattern.exec(text) ?? [];
  if (digits === '' || (tag !== tags.utcTime && tag !== tags.generalizedTime)) fail('no time');
  const year = digits.length === 4 ? digits : `${Number(digits) >= 50 ? '19' : '20'}${digits}`;
  const shown = `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  return Number.isNaN(Date.parse(shown)) ? fail('no time') : shown;
}
