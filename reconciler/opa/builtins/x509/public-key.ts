import { createPublicKey, type KeyObject } from 'node:crypto';
import { cursorOf, fail, hasTag, isAtEnd, readAny, readBits, readInteger, readOid, sequence, tags } from './der.ts';
import type { Plain } from './plain.ts';

export interface PublicKey {
  /** 0 unknown, 1 RSA, 2 DSA, 3 ECDSA, 4 Ed25519. */
  readonly algorithm: number;
  readonly key: Plain;
}

const algorithms: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.1': 1,
  '1.2.840.10040.4.1': 2,
  '1.2.840.10045.2.1': 3,
  '1.3.101.112': 4,
};

/** The key of a certificate, from its SubjectPublicKeyInfo. */
export function publicKeyOf(raw: Buffer): PublicKey {
  const info = sequence(cursorOf(raw));
  const identifier = sequence(info);
  const algorithm = algorithms[readOid(identifier).join('.')] ?? 0;
  const parameters = isAtEnd(identifier) ? null : readAny(identifier);
  const bits = readBits(info);
  switch (algorithm) {
    case 1: {
      if (parameters === null || !parameters.raw.equals(Buffer.from([5, 0]))) fail('an RSA key without its null');
      const key = sequence(cursorOf(bits));
      return { algorithm, key: { N: readInteger(key), E: readInteger(key) } };
    }
    case 2: {
      if (parameters?.tag !== tags.sequence) return fail('a DSA key without its parameters');
      const numbers = cursorOf(parameters.body);
      const [P, Q, G] = [readInteger(numbers), readInteger(numbers), readInteger(numbers)];
      return { algorithm, key: { P, Q, G, Y: readInteger(cursorOf(bits)) } };
    }
    case 3:
      return { algorithm, key: pointOf(spki(raw)) };
    case 4:
      return { algorithm, key: bits.length === 32 && parameters === null ? bits : fail('no Ed25519 key') };
  }
  return { algorithm: 0, key: null };
}

function spki(raw: Buffer): KeyObject {
  try {
    return createPublicKey({ key: raw, format: 'der', type: 'spki' });
  } catch {
    return fail('a key that is none');
  }
}

function pointOf(key: KeyObject): Plain {
  const { x, y } = key.export({ format: 'jwk' });
  return { Curve: {}, X: numberOf(x), Y: numberOf(y) };
}

/** The number that base64url stands for. */
export function numberOf(digits: unknown): bigint {
  const bytes = Buffer.from(String(digits), 'base64url');
  return BigInt(`0x0${bytes.toString('hex')}`);
}

/** RSA-PSS by its hash; the rest by the identifier. */
const signatures: Readonly<Record<string, number>> = {
  '1.2.840.113549.1.1.2': 1,
  '1.2.840.113549.1.1.4': 2,
  '1.2.840.113549.1.1.5': 3,
  '1.3.14.3.2.29': 3,
  '1.2.840.113549.1.1.11': 4,
  '1.2.840.113549.1.1.12': 5,
  '1.2.840.113549.1.1.13': 6,
  '1.2.840.10040.4.3': 7,
  '2.16.840.1.101.3.4.3.2': 8,
  '1.2.840.10045.4.1': 9,
  '1.2.840.10045.4.3.2': 10,
  '1.2.840.10045.4.3.3': 11,
  '1.2.840.10045.4.3.4': 12,
  '1.3.101.112': 16,
};

const pssHashes: Readonly<Record<string, readonly [algorithm: number, salt: bigint]>> = {
  '2.16.840.1.101.3.4.2.1': [13, 32n],
  '2.16.840.1.101.3.4.2.2': [14, 48n],
  '2.16.840.1.101.3.4.2.3': [15, 64n],
};

/** The number that Go has for a signature's algorithm; 0 for an unknown one. */
export function signatureAlgorithmOf(identifier: Buffer): number {
  const cursor = cursorOf(identifier);
  const oid = readOid(cursor).join('.');
  if (oid === '1.2.840.113549.1.1.10') return isAtEnd(cursor) ? 0 : pssAlgorithm(sequence(cursor).bytes);
  const algorithm = signatures[oid] ?? 0;
  return algorithm === 16 && !isAtEnd(cursor) ? 0 : algorithm;
}

function pssAlgorithm(parameters: Buffer): number {
  const cursor = cursorOf(parameters);
  if (!hasTag(cursor, 0xa0)) return 0;
  const hash = readOid(sequence(cursorOf(readAny(cursor).body))).join('.');
  if (!hasTag(cursor, 0xa1)) return 0;
  const mask = sequence(cursorOf(readAny(cursor).body));
  if (readOid(mask).join('.') !== '1.2.840.113549.1.1.8' || readOid(sequence(mask)).join('.') !== hash) return 0;
  const salt = hasTag(cursor, 0xa2) ? readInteger(cursorOf(readAny(cursor).body)) : 20n;
  const [algorithm, wanted] = pssHashes[hash] ?? [0, 0n];
  return salt === wanted ? algorithm : 0;
}
