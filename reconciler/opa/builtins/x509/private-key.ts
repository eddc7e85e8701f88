import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { base64Bytes } from '../base64.ts';
import { readPem } from '../pem.ts';
import { fail } from './der.ts';
import type { Plain } from './plain.ts';
import { numberOf } from './public-key.ts';

const types: Readonly<Record<string, 'pkcs1' | 'pkcs8' | 'sec1'>> = {
  'RSA PRIVATE KEY': 'pkcs1',
  'PRIVATE KEY': 'pkcs8',
  'EC PRIVATE KEY': 'sec1',
};

/** The private keys of a text in PEM, or of base64 of one. Throws a DerError. */
export function privateKeys(source: string): readonly KeyObject[] {
  const keys: KeyObject[] = [];
  let rest = base64Bytes(source)?.toString('latin1') ?? source;
  for (let block = readPem(rest); block !== null; block = readPem(rest)) {
    const type = types[block.type];
    if (type !== undefined) keys.push(privateKey(block.bytes, type));
    rest = block.rest;
  }
  return keys;
}

export function privateKey(key: Buffer, type: 'pkcs1' | 'pkcs8' | 'sec1'): KeyObject {
  try {
    return createPrivateKey({ key, format: 'der', type });
  } catch {
    return fail('a key that is none');
  }
}

/** As a JWK. */
export function jwkOf(key: KeyObject): Plain {
  const fields = Object.entries(key.export({ format: 'jwk' }));
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
}

/** As Go's private keys are in JSON. */
export function plainPrivateKey(key: KeyObject): Plain {
  const { kty, n, e, d, p, q, dp, dq, qi, x, y } = key.export({ format: 'jwk' });
  switch (kty) {
    case 'RSA':
      return {
        ...{ N: numberOf(n), E: numberOf(e), D: numberOf(d), Primes: [numberOf(p), numberOf(q)] },
        Precomputed: { Dp: numberOf(dp), Dq: numberOf(dq), Qinv: numberOf(qi), CRTValues: [] },
      };
    case 'EC':
      return { Curve: {}, X: numberOf(x), Y: numberOf(y), D: numberOf(d) };
    case 'OKP':
      return Buffer.concat([Buffer.from(String(d), 'base64url'), Buffer.from(String(x), 'base64url')]);
  }
  return fail('a key of another kind');
}

export function isPairOf(key: KeyObject, info: Buffer): boolean {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).equals(info);
}
