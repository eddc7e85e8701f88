import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { base64UrlBytes } from './base64.ts';
import { readJson } from './json.ts';
import { readPem } from './pem.ts';
import { field, type Value } from './value.ts';

/** A key that signatures are made or checked with. */
export type Key =
  | { readonly kind: 'secret'; readonly bytes: Buffer }
  | { readonly kind: 'public'; readonly key: KeyObject }
  | { readonly kind: 'private'; readonly key: KeyObject };

export interface NamedKey {
  /** Empty where the key does not say. */
  readonly algorithm: string;
  readonly id: string;
  readonly key: Key;
}

/** What a token may be signed by. */
export const algorithms: ReadonlySet<string> = new Set(
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 HS256 HS384 HS512 EdDSA'.split(' '),
);

/** The keys of a certificate, a public key in PEM, a JWK or a set of them. Null when it is none of these. */
export function verificationKeys(source: string): readonly NamedKey[] | null {
  const pem = readPem(source);
  if (pem === null)
    return keySet(source)?.filter(({ algorithm }) => algorithm === '' || algorithms.has(algorithm)) ?? null;
  if (pem.rest !== '') return null;
  const key = attempt(() => {
    if (pem.type === 'CERTIFICATE') return new X509Certificate(pem.bytes).publicKey;
    return pem.type === 'PUBLIC KEY' ? createPublicKey({ key: pem.bytes, format: 'der', type: 'spki' }) : null;
  });
  return key === null ? null : [{ algorithm: '', id: '', key: { kind: 'public', key } }];
}

/** The keys of a JWK or a JWK set; null when one of them is none. */
export function keySet(source: string): readonly NamedKey[] | null {
  const json = readJson(source);
  if (json?.kind !== 'object') return null;
  const keys = field(json, 'keys');
  if (keys !== null && keys.kind !== 'array') return null;
  const read = (keys?.items ?? [json]).map(readJwk);
  return read.every((key) => key !== null) ? read : null;
}

function readJwk(jwk: Value): NamedKey | null {
  const key = keyOf(jwk);
  return key === null ? null : { algorithm: textField(jwk, 'alg'), id: textField(jwk, 'kid'), key };
}

function keyOf(jwk: Value): Key | null {
  const type = textField(jwk, 'kty');
  if (type === 'oct') {
    const bytes = base64UrlBytes(textField(jwk, 'k'));
    return bytes === null || bytes.length === 0 ? null : { kind: 'secret', bytes };
  }
  if (type !== 'RSA' && type !== 'EC' && type !== 'OKP') return null;
  const names = ['kty', 'crv', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'x', 'y'] as const;
  const key = Object.fromEntries(names.map((name) => [name, textField(jwk, name)]).filter(([, value]) => value !== ''));
  const isPrivate = field(jwk, 'd') !== null;
  const made = attempt(() => {
    return isPrivate ? createPrivateKey({ key, format: 'jwk' }) : createPublicKey({ key, format: 'jwk' });
  });
  return made === null ? null : { kind: isPrivate ? 'private' : 'public', key: made };
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}

function textField(object: Value, name: string): string {
  const value = field(object, name);
  return value?.kind === 'string' ? value.value : '';
}
