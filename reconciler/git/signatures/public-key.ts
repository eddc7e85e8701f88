/** SSH public keys, and the signatures that they check: Ed25519, ECDSA on P-256, RSA from 2,048 bits. */

import { createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';

import { positiveMpint, splitStrings } from './wire.ts';

export interface PublicKey {
  readonly type: KeyType;
  /** As the wire has it; two keys are one where these bytes are. */
  readonly blob: Buffer;
  readonly key: KeyObject;
}

export type KeyType = 'ssh-ed25519' | 'ecdsa-sha2-nistp256' | 'ssh-rsa';

const rsaBytes = { least: 256, most: 2048 };

/** Reads a public key; null for other kinds, for weak RSA, and for bytes that are no key. */
export function parsePublicKey(blob: Buffer): PublicKey | null {
  const jwk = ed25519Jwk(blob) ?? ecdsaJwk(blob) ?? rsaJwk(blob);
  if (jwk === null) return null;
  try {
    return { type: jwk.type, blob: Buffer.from(blob), key: createPublicKey({ key: jwk.key, format: 'jwk' }) };
  } catch {
    // A point that is not on the curve.
    return null;
  }
}

/** `SHA256:…`, as ssh prints it. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Whether `signature` (an algorithm and its bytes) is this key's over `data`. */
export function isSignedBy({ type, key }: PublicKey, data: Buffer, signature: Buffer): boolean {
  const [name, bytes] = splitStrings(signature, 2) ?? [];
  if (name === undefined || bytes === undefined) return false;
  const algorithm = name.toString('latin1');
  switch (type) {
    case 'ssh-ed25519':
      return algorithm === type && verify(null, data, key, bytes);
    case 'ecdsa-sha2-nistp256': {
      const plain = algorithm === type ? plainEcdsa(bytes) : null;
      return plain !== null && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, plain);
    }
    case 'ssh-rsa': {
      // `ssh-rsa` itself is SHA-1: nobody's word any more.
      const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[algorithm];
      return hash !== undefined && verify(hash, data, key, bytes);
    }
  }
}

/** r and s at their full length each. */
function plainEcdsa(bytes: Buffer): Buffer | null {
  const numbers = (splitStrings(bytes, 2) ?? []).map(positiveMpint);
  const parts = numbers.map((number) =>
    number === null || number.length > 32 ? null : Buffer.concat([Buffer.alloc(32 - number.length), number]),
  );
  const [r, s] = parts;
  return r && s ? Buffer.concat([r, s]) : null;
}

interface Jwk {
  readonly type: KeyType;
  readonly key: JsonWebKey;
}

function ed25519Jwk(blob: Buffer): Jwk | null {
  const [type, point] = splitStrings(blob, 2) ?? [];
  if (type?.toString('latin1') !== 'ssh-ed25519' || point?.length !== 32) return null;
  return { type: 'ssh-ed25519', key: { kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') } };
}

function ecdsaJwk(blob: Buffer): Jwk | null {
  const [type, curve, point] = splitStrings(blob, 3) ?? [];
  if (type?.toString('latin1') !== 'ecdsa-sha2-nistp256' || curve?.toString('latin1') !== 'nistp256') return null;
  if (point?.length !== 65 || point[0] !== 4) return null;
  const x = point.toString('base64url', 1, 33);
  return { type: 'ecdsa-sha2-nistp256', key: { kty: 'EC', crv: 'P-256', x, y: point.toString('base64url', 33) } };
}

function rsaJwk(blob: Buffer): Jwk | null {
  const [type, exponent, modulus] = splitStrings(blob, 3) ?? [];
  if (type?.toString('latin1') !== 'ssh-rsa' || exponent === undefined || modulus === undefined) return null;
  const e = positiveMpint(exponent);
  const n = positiveMpint(modulus);
  if (e === null || n === null || n.length < rsaBytes.least || n.length > rsaBytes.most) return null;
  return { type: 'ssh-rsa', key: { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') } };
}
