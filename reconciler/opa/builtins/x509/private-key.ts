import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { base64Bytes } from '../base64.ts';
import { readPem } from '../pem.ts';
import { cursorOf, fail, read, readInteger, readOid, readOptional, sequence, tags } from './der.ts';
import type { Plain } from './plain.ts';
import { numberOf } from './public-key.ts';

type KeyType = 'pkcs1' | 'pkcs8' | 'sec1';

const types: Readonly<Record<string, KeyType>> = {
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

export function privateKey(bytes: Buffer, type: KeyType): KeyObject {
  if (type === 'sec1') return curveKey(bytes, null);
  if (type === 'pkcs8') {
    const inside = sequence(cursorOf(bytes));
    readInteger(inside);
    const algorithm = sequence(inside);
    if (readOid(algorithm).join('.') === '1.2.840.10045.2.1') {
      return curveKey(read(inside, tags.octets).body, readOid(algorithm).join('.'));
    }
  }
  const key = attempt(() => createPrivateKey({ key: bytes, format: 'der', type }));
  return key.asymmetricKeyType === 'rsa' && !isSound(key)
    ? fail('an RSA key whose numbers do not belong together')
    : key;
}

function attempt(make: () => KeyObject): KeyObject {
  try {
    return make();
  } catch {
    return fail('a key that is none');
  }
}

const curves: Readonly<Record<string, readonly [curve: string, name: string, bytes: number]>> = {
  '1.2.840.10045.3.1.7': ['prime256v1', 'P-256', 32],
  '1.3.132.0.34': ['secp384r1', 'P-384', 48],
  '1.3.132.0.35': ['secp521r1', 'P-521', 66],
};

/** The public part is made anew, whatever is said of it. */
function curveKey(bytes: Buffer, named: string | null): KeyObject {
  const inside = sequence(cursorOf(bytes));
  if (readInteger(inside) !== 1n) fail('a version that is not known');
  const secret = read(inside, tags.octets).body;
  const own = readOptional(inside, 0xa0);
  const [curve, crv, length] =
    curves[named ?? (own === null ? '' : readOid(cursorOf(own.body)).join('.'))] ?? fail('no curve that is known');
  const digits = secret.subarray(Math.max(secret.length - length, 0));
  if (secret.subarray(0, secret.length - digits.length).some((byte) => byte !== 0)) fail('a secret that is too long');
  const d = Buffer.concat([Buffer.alloc(length - digits.length), digits]);
  return attempt(() => {
    const pair = createECDH(curve);
    pair.setPrivateKey(d);
    const point = pair.getPublicKey();
    const [x, y] = [point.subarray(1, 1 + length), point.subarray(1 + length)];
    const [first, second, third] = [d, x, y].map((part) => part.toString('base64url'));
    return createPrivateKey({
      key: { kty: 'EC', crv, d: first ?? '', x: second ?? '', y: third ?? '' },
      format: 'jwk',
    });
  });
}

/** Whether the numbers of an RSA key fit together, which Node does not ask. */
function isSound(key: KeyObject): boolean {
  const jwk = key.export({ format: 'jwk' });
  const [n, e, d, p, q] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map(numberOf);
  const [dp, dq, qi] = [jwk.dp, jwk.dq, jwk.qi].map(numberOf);
  if (n === undefined || e === undefined || d === undefined || p === undefined || q === undefined) return false;
  if (p <= 1n || q <= 1n || p * q !== n) return false;
  const fits = (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n;
  return fits && dp === d % (p - 1n) && dq === d % (q - 1n) && ((qi ?? 0n) * q) % p === 1n;
}

/** As a JWK. */
export function jwkOf(key: KeyObject): Plain {
  const fields = Object.entries(key.export({ format: 'jwk' }));
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
}

/** As Go's private keys are in JSON. */
export function plainPrivateKey(key: KeyObject): Plain {
  const { kty, n, e, d, p, q, dp, dq, qi, x, y } = key.export({ format: 'jwk' });
  if (kty === 'RSA') {
    return {
      N: numberOf(n),
      E: numberOf(e),
      D: numberOf(d),
      Primes: [numberOf(p), numberOf(q)],
      Precomputed: { Dp: numberOf(dp), Dq: numberOf(dq), Qinv: numberOf(qi), CRTValues: [] },
    };
  }
  if (kty === 'EC') return { Curve: {}, X: numberOf(x), Y: numberOf(y), D: numberOf(d) };
  if (kty !== 'OKP') return fail('a key of another kind');
  return Buffer.concat([Buffer.from(String(d), 'base64url'), Buffer.from(String(x), 'base64url')]);
}

export function isPairOf(key: KeyObject, info: Buffer): boolean {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).equals(info);
}
