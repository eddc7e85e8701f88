import { createHash, createHmac } from 'node:crypto';
import { textOfBytes } from './bytes-text.ts';
import { asText, boolean, text, type Builtin } from './value.ts';

function ofText(convert: (source: string) => string | null): Builtin {
  return (value) => {
    const source = asText(value);
    const converted = source === null ? null : convert(source);
    return converted === null ? null : text(converted);
  };
}

function hash(algorithm: string): Builtin {
  return ofText((source) => createHash(algorithm).update(source).digest('hex'));
}

function hmac(algorithm: string): Builtin {
  return (message, key) => {
    const source = asText(message);
    const secret = asText(key);
    if (source === null || secret === null) return null;
    return text(createHmac(algorithm, secret).update(source).digest('hex'));
  };
}

const hmacEqual: Builtin = (left, right) => {
  const a = asText(left);
  const b = asText(right);
  return a === null || b === null ? null : boolean(a === b);
};

function hexDecode(source: string): string | null {
  return /^(?:[0-9A-Fa-f]{2})*$/.test(source) ? textOfBytes(Buffer.from(source, 'hex')) : null;
}

export const encoding = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.hmac.equal': hmacEqual,
  'hex.encode': ofText((source) => Buffer.from(source, 'utf8').toString('hex')),
  'hex.decode': ofText(hexDecode),
  'base64url.encode_no_pad': ofText((source) => Buffer.from(source, 'utf8').toString('base64url')),
} satisfies Record<string, Builtin>;
