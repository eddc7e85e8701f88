/** A private key as `ssh-keygen` writes it (`openssh-key-v1`), without a passphrase. */

import { createPrivateKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

import { isSignedBy, type KeyType, parsePublicKey, type PublicKey } from './public-key.ts';
import { positiveMpint, splitStrings, strictBase64, takeStrings, wireMpint, wireString } from './wire.ts';

export interface PrivateKey {
  readonly public: PublicKey;
  readonly key: KeyObject;
}

export type PrivateKeyParse =
  { readonly ok: true; readonly key: PrivateKey } | { readonly ok: false; readonly problem: string };

const magic = Buffer.from('openssh-key-v1\0');
const maxBytes = 64 << 10;

/** Reads the text of a key file. Problems are sentences without the file's name, and never quote the file. */
export function parsePrivateKey(text: string): PrivateKeyParse {
  const bytes = unarmoured(text);
  if (bytes === null) return refused('is no private key of OpenSSH; make one: ssh-keygen -t ed25519 -N "" -f FILE');
  const head = takeStrings(bytes, 3);
  if (head === null || head.rest.length < 4 || head.rest.readUInt32BE(0) !== 1) return damaged;
  const [cipher, kdf] = head.strings.map((name) => name.toString('latin1'));
  if (cipher !== 'none' || kdf !== 'none') {
    return refused('has a passphrase, and nobody is there to be asked for it; remove it: ssh-keygen -p -N "" -f FILE');
  }
  const [blob, secret] = splitStrings(head.rest.subarray(4), 2) ?? [];
  return blob === undefined || secret === undefined ? damaged : fromParts(blob, secret);
}

/** What follows the magic word; null where it is something else. */
function unarmoured(text: string): Buffer | null {
  const armour = /^-----BEGIN OPENSSH PRIVATE KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END OPENSSH PRIVATE KEY-----\s*$/;
  const body = text.length > maxBytes ? undefined : armour.exec(text)?.[1];
  const bytes = body === undefined ? null : strictBase64(body.replaceAll(/[\r\n]/g, ''));
  return bytes?.subarray(0, magic.length).equals(magic) === true ? bytes.subarray(magic.length) : null;
}

/** The signature that SSH makes of these bytes: an algorithm and its bytes. */
export function signatureBlob({ public: { type }, key }: PrivateKey, data: Buffer): Buffer {
  switch (type) {
    case 'ssh-ed25519':
      return Buffer.concat([wireString(type), wireString(sign(null, data, key))]);
    case 'ecdsa-sha2-nistp256': {
      const plain = sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
      const numbers = Buffer.concat([wireMpint(plain.subarray(0, 32)), wireMpint(plain.subarray(32))]);
      return Buffer.concat([wireString(type), wireString(numbers)]);
    }
    case 'ssh-rsa':
      return Buffer.concat([wireString('rsa-sha2-512'), wireString(sign('sha512', data, key))]);
  }
}

/** Numbers and strings of a kind of key, between its name and the comment. */
const fieldCounts: Readonly<Record<KeyType, number>> = { 'ssh-ed25519': 2, 'ecdsa-sha2-nistp256': 3, 'ssh-rsa': 6 };

function fromParts(blob: Buffer, secret: Buffer): PrivateKeyParse {
  const known = parsePublicKey(blob);
  if (known === null)
    return refused('is of a kind that is not supported; use Ed25519, ECDSA P-256, or RSA from 2,048 bits');
  if (secret.length < 8 || secret.readUInt32BE(0) !== secret.readUInt32BE(4)) return damaged;
  const taken = takeStrings(secret.subarray(8), fieldCounts[known.type] + 2);
  if (taken === null || !isPadding(taken.rest)) return damaged;
  const [name, ...fields] = taken.strings;
  const jwk = name?.toString('latin1') === known.type ? privateJwk(known, fields) : null;
  if (jwk === null) return damaged;
  try {
    const key = { public: known, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
    // A secret part that is another key's would sign what nobody accepts.
    return isSignedBy(known, magic, signatureBlob(key, magic)) ? { ok: true, key } : damaged;
  } catch {
    return damaged;
  }
}

/** The private part goes with the public part that stands beside it, so that both are one key's. */
function privateJwk({ type, key }: PublicKey, fields: readonly Buffer[]): JsonWebKey | null {
  const shown = key.export({ format: 'jwk' });
  switch (type) {
    case 'ssh-ed25519': {
      const [, pair] = fields;
      if (pair?.length !== 64 || pair.toString('base64url', 32) !== shown.x) return null;
      return { ...shown, d: pair.toString('base64url', 0, 32) };
    }
    case 'ecdsa-sha2-nistp256': {
      const d = positiveMpint(fields[2] ?? Buffer.alloc(0));
      if (d === null || d.length > 32) return null;
      return { ...shown, d: Buffer.concat([Buffer.alloc(32 - d.length), d]).toString('base64url') };
    }
    case 'ssh-rsa':
      return rsaJwk(shown, fields);
  }
}

function rsaJwk(shown: JsonWebKey, fields: readonly Buffer[]): JsonWebKey | null {
  const numbers = fields.slice(0, 6).map(positiveMpint);
  const [n, e, d, qi, p, q] = numbers;
  if (!n || !e || !d || !qi || !p || !q || n.toString('base64url') !== shown.n) return null;
  const secret = toNumber(d);
  const text = (part: Buffer): string => part.toString('base64url');
  const dp = text(fromNumber(secret % (toNumber(p) - 1n)));
  const dq = text(fromNumber(secret % (toNumber(q) - 1n)));
  return { ...shown, d: text(d), p: text(p), q: text(q), dp, dq, qi: text(qi) };
}

function toNumber(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

function fromNumber(number: bigint): Buffer {
  const hex = number.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

/** 1, 2, 3 … up to the block's end. */
function isPadding(bytes: Buffer): boolean {
  return bytes.length < 256 && bytes.every((byte, index) => byte === index + 1);
}

const damaged = refused('is damaged');

function refused(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
