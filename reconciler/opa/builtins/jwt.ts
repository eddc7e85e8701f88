import { base64UrlBytes } from './base64.ts';
import { algorithms, keySet } from './jwk.ts';
import { decodedObject, decodedText, headerObject, splitToken } from './jwt-token.ts';
import { decodeVerify, verifyByKeys, verifyBySecret } from './jwt-verify.ts';
import { readJson, writeJson } from './json.ts';
import { signed } from './signature.ts';
import { array, asText, field, text, type Builtin, type Value } from './value.ts';

/** `io.jwt.decode`: header, payload and signature, with nothing checked; of a token in a token, the inner one. */
const decode: Builtin = (token) => {
  const parts = splitToken(asText(token) ?? '');
  const header = parts === null ? null : headerObject(parts);
  if (parts === null || header === null) return null;
  const contentType = field(header, 'cty');
  if (contentType !== null && contentType.kind !== 'string') return null;
  if (contentType?.value === 'JWT') {
    const inner = decodedText(parts.payload);
    return inner === null ? null : decode(text(inner.replaceAll(/^["']+|["']+$/g, '')));
  }
  const payload = decodedObject(parts.payload);
  const signature = base64UrlBytes(parts.signature);
  return payload === null || signature === null ? null : array([header, payload, text(signature.toString('hex'))]);
};

const encodeSign: Builtin = (header, payload, key) => {
  if (header === undefined || payload === undefined || key === undefined) return null;
  return encoded(writeJson(header), writeJson(payload), writeJson(key));
};

const encodeSignRaw: Builtin = (header, payload, key) => {
  const [headerText, payloadText, keyText] = [asText(header), asText(payload), asText(key)];
  if (headerText === null || payloadText === null || keyText === null) return null;
  return encoded(headerText, payloadText, keyText);
};

function encoded(header: string, payload: string, key: string): Value | null {
  const [first] = keySet(key) ?? [];
  const fields = readJson(header);
  const algorithm = fields === null ? null : asText(field(fields, 'alg') ?? undefined);
  if (first === undefined || fields === null || algorithm === null || !algorithms.has(algorithm)) return null;
  const type = asText(field(fields, 'typ') ?? undefined) ?? 'JWT';
  if (type === 'JWT' && readJson(payload) === null) return null;
  const message = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  const signature = signed(first.key, algorithm, message);
  return signature === null ? null : text(`${message}.${signature.toString('base64url')}`);
}

const byKeys = [...algorithms].filter((name) => !name.startsWith('HS'));
const bySecret = [...algorithms].filter((name) => name.startsWith('HS'));

export const jwt: Readonly<Record<string, Builtin>> = {
  'io.jwt.decode': decode,
  'io.jwt.decode_verify': decodeVerify,
  'io.jwt.encode_sign': encodeSign,
  'io.jwt.encode_sign_raw': encodeSignRaw,
  ...Object.fromEntries(byKeys.map((name) => [`io.jwt.verify_${name.toLowerCase()}`, verifyByKeys(name)])),
  ...Object.fromEntries(bySecret.map((name) => [`io.jwt.verify_${name.toLowerCase()}`, verifyBySecret(name)])),
};
