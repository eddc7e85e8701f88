import {
  cursorOf,
  DerError,
  each,
  hasTag,
  read,
  readAny,
  readBits,
  readInteger,
  readOid,
  sequence,
  tags,
  type Cursor,
  type Element,
} from './der.ts';
import { alternativeNames, plainExtension, readExtensions, type Extension } from './extensions.ts';
import { nameOf, stringOf } from './name.ts';
import { listOf, type Plain } from './plain.ts';
import { publicKeyOf, signatureAlgorithmOf } from './public-key.ts';

/** A request for a certificate, as Go's `x509.CertificateRequest` is in JSON. Throws a DerError. */
export function readRequest(bytes: Buffer): Plain {
  const cursor = cursorOf(bytes);
  const { raw, body } = read(cursor, tags.sequence);
  const outer = cursorOf(body);
  const signed = read(outer, tags.sequence);
  const identifier = read(outer, tags.sequence).body;
  const Signature = readBits(outer);
  const inside = cursorOf(signed.body);
  const Version = readInteger(inside);
  const subject = read(inside, tags.sequence).raw;
  const info = read(inside, tags.sequence).raw;
  const key = publicKeyOf(info);
  const attributes = hasTag(inside, 0xa0) ? each(cursorOf(readAny(inside).body), readAny) : [];
  const extensions = attributes.flatMap(requested);
  const names = extensions.find(({ oid }) => oid.join('.') === '2.5.29.17');
  return {
    DNSNames: null,
    EmailAddresses: null,
    IPAddresses: null,
    URIs: null,
    ExtraExtensions: null,
    ...(names === undefined ? {} : alternativeNames(names.value)),
    Raw: raw,
    RawTBSCertificateRequest: signed.raw,
    RawSubjectPublicKeyInfo: info,
    RawSubject: subject,
    Version,
    Signature,
    SignatureAlgorithm: signatureAlgorithmOf(identifier),
    PublicKeyAlgorithm: key.algorithm,
    PublicKey: key.key,
    Subject: nameOf(subject),
    Attributes: listOf(attributes.map(plainAttribute).filter((attribute) => attribute !== null)),
    Extensions: listOf(extensions.map(plainExtension)),
  };
}

/** The extensions that an attribute asks for. */
function requested({ raw }: Element): readonly Extension[] {
  const inside = sequence(cursorOf(raw));
  if (readOid(inside).join('.') !== '1.2.840.113549.1.9.14') return [];
  return readExtensions(sequence(cursorOf(read(inside, tags.set).body)));
}

/** An attribute whose values are lists of pairs; null for any other. */
function plainAttribute({ raw }: Element): Plain {
  try {
    const inside = sequence(cursorOf(raw));
    const Type = readOid(inside);
    const Value = each(cursorOf(read(inside, tags.set).body), (set) => each(sequence(set), plainPair));
    return { Type, Value };
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

function plainPair(cursor: Cursor): Plain {
  const inside = sequence(cursor);
  return { Type: readOid(inside), Value: plainOf(readAny(inside)) };
}

function plainOf(element: Element): Plain {
  const again = cursorOf(element.raw);
  switch (element.tag) {
    case tags.boolean:
      return element.body[0] === 0xff;
    case tags.integer:
      return readInteger(again);
    case tags.octets:
      return element.body;
    case tags.oid:
      return readOid(again);
    case 0x0c:
    case 0x12:
    case 0x13:
    case 0x14:
    case 0x16:
    case 0x1e:
      return stringOf(element);
  }
  return null;
}
