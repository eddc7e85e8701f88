/** The `crypto.x509.*` builtins that need no clock, and `crypto.parse_private_keys`. */

import { base64Bytes } from '../base64.ts';
import { type PemBlock, readPem } from '../pem.ts';
import { asText, type Builtin, type Value } from '../value.ts';
import { type Certificate, readCertificates } from './certificate.ts';
import { DerError, fail } from './der.ts';
import { listOf, type Plain, valueOfPlain } from './plain.ts';
import { isPairOf, jwkOf, plainPrivateKey, privateKey, privateKeys } from './private-key.ts';
import { readRequest } from './request.ts';

/** A builtin of texts; what it cannot read is undefined. */
function ofTexts(make: (...sources: readonly string[]) => Plain): Builtin {
  return (...operands): Value | null => {
    const sources = operands.map(asText);
    if (!sources.every((source) => source !== null)) return null;
    try {
      return valueOfPlain(make(...sources));
    } catch (error) {
      if (error instanceof DerError) return null;
      throw error;
    }
  };
}

const begin = '-----BEGIN';

function parseCertificates(source: string): Plain {
  return certificatesIn(source).map(({ fields, urls }) => ({ ...fields, URIStrings: urls }));
}

/** In PEM, base64 of PEM, or base64 of DER. */
function certificatesIn(source: string): readonly Certificate[] {
  if (source.startsWith(begin)) return readCertificates(Buffer.concat(blocksOf(source).map(certificateBytes)));
  const bytes = base64Bytes(source) ?? fail('no base64');
  const text = bytes.toString('latin1');
  return text.startsWith(begin) ? certificatesIn(text) : readCertificates(bytes);
}

function certificateBytes({ type, bytes }: PemBlock): Buffer {
  return type === 'CERTIFICATE' ? bytes : fail(`a ${type}, and no certificate`);
}

function blocksOf(source: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  for (let block = readPem(source); block !== null; block = readPem(block.rest)) blocks.push(block);
  return blocks;
}

function parseRequest(source: string): Plain {
  const isPem = source.startsWith('-----BEGIN CERTIFICATE REQUEST-----');
  const bytes = isPem ? Buffer.from(source) : (base64Bytes(source) ?? fail('no base64'));
  const block = readPem(bytes.toString('latin1'));
  if (block !== null && block.type !== 'CERTIFICATE REQUEST') fail('no request');
  return readRequest(block?.bytes ?? bytes);
}

function parseKey(source: string): Plain {
  if (source === '') fail('nothing');
  const pem = source.startsWith(begin) ? source : (base64Bytes(source)?.toString('latin1') ?? fail('no base64'));
  const [first] = privateKeys(pem);
  return first === undefined ? null : jwkOf(first);
}

function parseKeys(source: string): Plain {
  return source === '' ? null : privateKeys(source).map(plainPrivateKey);
}

/** Chain and key, which have to belong together. */
function parseKeyPair(certificate: string, key: string): Plain {
  const chain = pemOr(certificate, 'CERTIFICATE').filter(({ type }) => type === 'CERTIFICATE');
  const block = pemOr(key, 'PRIVATE KEY').find(({ type }) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY'));
  const [leaf] = readCertificates(chain[0]?.bytes ?? fail('no certificate'));
  if (leaf === undefined || block === undefined) return fail('no certificate, or no key');
  const own = anyKey(block.bytes);
  const info = leaf.fields['RawSubjectPublicKeyInfo'];
  if (!Buffer.isBuffer(info) || !isPairOf(own, info)) fail('a key of another certificate');
  return {
    Certificate: listOf(chain.map(({ bytes }) => bytes)),
    PrivateKey: plainPrivateKey(own),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: leaf.fields,
  };
}

/** PEM, or base64 of PEM or of DER. */
function pemOr(source: string, type: string): readonly PemBlock[] {
  if (source.startsWith('-----BEGIN ')) return blocksOf(source);
  const bytes = base64Bytes(source) ?? fail('no base64');
  const text = bytes.toString('latin1');
  return text.startsWith('-----BEGIN ') ? blocksOf(text) : [{ type, bytes, rest: '' }];
}

function anyKey(bytes: Buffer): ReturnType<typeof privateKey> {
  for (const type of ['pkcs1', 'pkcs8'] as const) {
    try {
      return privateKey(bytes, type);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
    }
  }
  return privateKey(bytes, 'sec1');
}

export const x509 = {
  'crypto.x509.parse_certificates': ofTexts((source = '') => parseCertificates(source)),
  'crypto.x509.parse_certificate_request': ofTexts((source = '') => parseRequest(source)),
  'crypto.x509.parse_rsa_private_key': ofTexts((source = '') => parseKey(source)),
  'crypto.x509.parse_keypair': ofTexts((certificate = '', key = '') => parseKeyPair(certificate, key)),
  'crypto.parse_private_keys': ofTexts((source = '') => parseKeys(source)),
} satisfies Record<string, Builtin>;
