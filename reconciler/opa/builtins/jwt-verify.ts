/** `io.jwt.decode_verify`, and `io.jwt.verify_*`. */

import { base64UrlBytes } from './base64.ts';
import { type NamedKey, verificationKeys } from './jwk.ts';
import { decodedObject, decodedText, type Header, type Parts, readHeader, splitToken } from './jwt-token.ts';
import { verifies } from './signature.ts';
import { array, asText, boolean, type Builtin, field, type Value } from './value.ts';

/** The signature alone, by a secret. */
export function verifyBySecret(algorithm: string): Builtin {
  return (token, secret) => {
    const parts = splitToken(asText(token) ?? '');
    const key = asText(secret);
    const signature = base64UrlBytes(parts?.signature ?? '');
    if (parts === null || key === null || signature === null) return null;
    const signed = `${parts.header}.${parts.payload}`;
    return boolean(verifies({ kind: 'secret', bytes: Buffer.from(key) }, algorithm, signed, signature, 'any'));
  };
}

/** The signature alone, by a certificate or a set of keys. */
export function verifyByKeys(algorithm: string): Builtin {
  return (token, certificate) => {
    const parts = splitToken(asText(token) ?? '');
    const source = asText(certificate);
    const keys = source === null ? null : verificationKeys(source);
    const header = parts === null ? null : readHeader(parts);
    const signature = base64UrlBytes(parts?.signature ?? '');
    if (parts === null || keys === null || header === null || signature === null) return null;
    const signed = `${parts.header}.${parts.payload}`;
    return boolean(
      candidates(keys, header).some(
        ({ key }) => key.kind === 'public' && verifies(key, algorithm, signed, signature, 'any'),
      ),
    );
  };
}

/** The key that the token names; else those that do not say they are for another algorithm. */
function candidates(keys: readonly NamedKey[], { keyId, algorithm }: Header): readonly NamedKey[] {
  const named = keyId === '' ? undefined : keys.find(({ id }) => id === keyId);
  return named === undefined ? keys.filter((key) => key.algorithm === '' || key.algorithm === algorithm) : [named];
}

interface Constraints {
  readonly keys: readonly NamedKey[] | null;
  readonly secret: string;
  readonly algorithm: string;
  readonly issuer: string;
  readonly audience: string;
  /** In nanoseconds; null where the clock would be asked. */
  readonly time: number | null;
}

export const decodeVerify: Builtin = (token, constraints) => {
  const wanted = constraints === undefined ? null : readConstraints(constraints);
  let source = asText(token);
  while (source !== null && wanted !== null) {
    const parts = splitToken(source);
    const header = parts === null ? null : readHeader(parts);
    const signature = base64UrlBytes(parts?.signature ?? '');
    if (parts === null || header === null) return null;
    if (!header.isValid || (wanted.algorithm !== '' && wanted.algorithm !== header.algorithm)) return unverified;
    if (signature === null) return null;
    if (!isSigned(parts, header, signature, wanted)) return unverified;
    if (header.contentType.toUpperCase() !== 'JWT') return claimsOf(header, decodedObject(parts.payload), wanted);
    source = decodedText(parts.payload);
  }
  return null;
};

const empty: Value = { kind: 'object', entries: [] };
const unverified = array([boolean(false), empty, empty]);

function isSigned(parts: Parts, header: Header, signature: Buffer, { keys, secret }: Constraints): boolean {
  const signed = `${parts.header}.${parts.payload}`;
  const bytes = Buffer.from(secret);
  const byKeys = keys === null ? [{ kind: 'secret', bytes } as const] : candidates(keys, header).map(({ key }) => key);
  return byKeys.some((key) => verifies(key, header.algorithm, signed, signature, 'as long as the hash'));
}

function claimsOf(header: Header, payload: Value | null, { issuer, audience, time }: Constraints): Value | null {
  if (payload === null) return null;
  const claimed = field(payload, 'iss');
  if (issuer !== '') {
    if (claimed === null) return unverified;
    if (claimed.kind !== 'string') return null;
    if (claimed.value !== issuer) return unverified;
  }
  const heard = field(payload, 'aud');
  if (heard === null ? audience !== '' : !hears(heard, audience)) return unverified;
  const [expiry, start] = [field(payload, 'exp'), field(payload, 'nbf')];
  if (expiry !== null) {
    if (expiry.kind !== 'number') return null;
    if (seconds(time) >= Number(expiry.text)) return unverified;
  }
  if (start !== null) {
    if (start.kind !== 'number') return null;
    if (seconds(time) < Number(start.text)) return unverified;
  }
  return array([boolean(true), header.value, payload]);
}

function seconds(time: number | null): number {
  if (time !== null) return time / 1e9;
  throw new Error('io.jwt.decode_verify without "time" asks for the clock, which rules do not have');
}

function hears(heard: Value, audience: string): boolean {
  if (heard.kind === 'string') return heard.value === audience;
  return heard.kind === 'array' && heard.items.some((item) => item.kind === 'string' && item.value === audience);
}

const known: ReadonlySet<string> = new Set(['cert', 'secret', 'alg', 'iss', 'aud', 'time']);

function readConstraints(value: Value): Constraints | null {
  if (value.kind !== 'object') return null;
  if (value.entries.some(([name]) => name.kind !== 'string' || !known.has(name.value))) return null;
  const time = field(value, 'time');
  if (time !== null && (time.kind !== 'number' || Number(time.text) < 0)) return null;
  const texts = readTexts(value);
  if (texts === null) return null;
  const keys = field(value, 'cert') === null ? null : verificationKeys(texts.cert);
  // One way of checking, and only one.
  if ((keys === null && field(value, 'cert') !== null) || (keys === null) === (texts.secret === '')) return null;
  const { secret, alg: algorithm, iss: issuer, aud: audience } = texts;
  return { keys, secret, algorithm, issuer, audience, time: time === null ? null : Number(time.text) };
}

function readTexts(value: Value): Record<'cert' | 'secret' | 'alg' | 'iss' | 'aud', string> | null {
  const [cert, secret, alg] = [textOf(value, 'cert'), textOf(value, 'secret'), textOf(value, 'alg')];
  const [iss, aud] = [textOf(value, 'iss'), textOf(value, 'aud')];
  if (cert === null || secret === null || alg === null || iss === null || aud === null) return null;
  return { cert, secret, alg, iss, aud };
}

/** Nothing stands for an empty text; null for what is no text. */
function textOf(constraints: Value, name: string): string | null {
  const value = field(constraints, name);
  if (value === null) return '';
  return value.kind === 'string' ? value.value : null;
}
