import {
  constants,
  createHmac,
  sign as cryptoSign,
  timingSafeEqual,
  verify as cryptoVerify,
  type KeyObject,
} from 'node:crypto';
import type { Key } from './jwk.ts';

type Salt = 'as long as the hash' | 'any';

/** Whether the signature of a token is one of this algorithm by this key. */
export function verifies(key: Key, algorithm: string, signed: string, signature: Buffer, salt: Salt): boolean {
  const family = algorithm.slice(0, 2);
  const hash = `sha${algorithm.slice(2)}`;
  if (family === 'HS') return key.kind === 'secret' && isEqual(hmac(hash, key.bytes, signed), signature);
  if (key.kind === 'secret') return false;
  try {
    return verifiesBy(key.key, algorithm, Buffer.from(signed), signature, salt);
  } catch {
    // Such as a key that is too short for the hash.
    return false;
  }
}

function verifiesBy(key: KeyObject, algorithm: string, signed: Buffer, signature: Buffer, salt: Salt): boolean {
  const hash = `sha${algorithm.slice(2)}`;
  const type = key.asymmetricKeyType;
  switch (algorithm.slice(0, 2)) {
    case 'RS':
      return type === 'rsa' && cryptoVerify(hash, signed, key, signature);
    case 'PS': {
      const saltLength = salt === 'any' ? constants.RSA_PSS_SALTLEN_AUTO : constants.RSA_PSS_SALTLEN_DIGEST;
      return (
        type === 'rsa' &&
        cryptoVerify(hash, signed, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }, signature)
      );
    }
    case 'ES': {
      const shaped = salt === 'any' ? evenHalves(signature, pointBytes(key)) : signature;
      return type === 'ec' && cryptoVerify(hash, signed, { key, dsaEncoding: 'ieee-p1363' }, shaped);
    }
    case 'Ed':
      return type === 'ed25519' && cryptoVerify(null, signed, key, signature);
  }
  return false;
}

/** OPA takes the two numbers of a signature at any length, where the form has one for each curve. */
function evenHalves(signature: Buffer, length: number): Buffer {
  const middle = Math.floor(signature.length / 2);
  const halves = [signature.subarray(0, middle), signature.subarray(middle)];
  return Buffer.concat(
    halves.map((half) => {
      const digits = half.subarray(
        Math.max(
          half.findIndex((byte) => byte !== 0),
          0,
        ),
      );
      return Buffer.concat([Buffer.alloc(Math.max(length - digits.length, 0)), digits]);
    }),
  );
}

function pointBytes(key: KeyObject): number {
  const bits: Readonly<Record<string, number>> = { prime256v1: 256, secp384r1: 384, secp521r1: 521 };
  return Math.ceil((bits[key.asymmetricKeyDetails?.namedCurve ?? ''] ?? 256) / 8);
}

/** The signature, or null when the key is not one for it. Throws where a signature takes chance. */
export function signed(key: Key, algorithm: string, message: string): Buffer | null {
  const hash = `sha${algorithm.slice(2)}`;
  switch (algorithm.slice(0, 2)) {
    case 'HS':
      return key.kind === 'secret' ? hmac(hash, key.bytes, message) : null;
    case 'RS':
      return signedBy(key, 'rsa', hash, message);
    case 'Ed':
      return signedBy(key, 'ed25519', null, message);
  }
  throw new Error(`a signature by ${algorithm} asks for chance, which rules do not have`);
}

function signedBy(key: Key, type: string, hash: string | null, message: string): Buffer | null {
  if (key.kind !== 'private' || key.key.asymmetricKeyType !== type) return null;
  try {
    return cryptoSign(hash, Buffer.from(message), key.key);
  } catch {
    return null;
  }
}

function hmac(hash: string, secret: Buffer, message: string): Buffer {
  return createHmac(hash, secret).update(message).digest();
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
