import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { number, text, type Value } from '../../../reconciler/opa/builtins/value.ts';
import { type MakeOperands, mutated, pick, type Random, whole } from './random.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Others in each run: what is compared is the same for all keys. */
const keys = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ec384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  ec521: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
  ed: generateKeyPairSync('ed25519'),
} as const satisfies Record<string, Pair>;

const secret = 'a secret of some length';

const pairs: Readonly<Record<string, Pair>> = {
  RS256: keys.rsa,
  RS384: keys.rsa,
  RS512: keys.rsa,
  PS256: keys.rsa,
  PS384: keys.rsa,
  PS512: keys.rsa,
  ES256: keys.ec256,
  ES384: keys.ec384,
  ES512: keys.ec521,
  EdDSA: keys.ed,
};

const algorithms = [...Object.keys(pairs), 'HS256', 'HS384', 'HS512'];

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signature(algorithm: string, message: string): Buffer {
  const hash = `sha${algorithm.slice(2)}`;
  const pair = pairs[algorithm];
  if (pair === undefined) return createHmac(hash, secret).update(message).digest();
  const data = Buffer.from(message);
  if (algorithm === 'EdDSA') return sign(null, data, pair.privateKey);
  if (algorithm.startsWith('ES')) return sign(hash, data, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' });
  const padding = algorithm.startsWith('PS') ? { padding: 6, saltLength: Number(algorithm.slice(2)) / 8 } : {};
  return sign(hash, data, { key: pair.privateKey, ...padding });
}

function token(random: Random, algorithm: string): string {
  const header = {
    alg: random() < 0.9 ? algorithm : pick(random, algorithms),
    ...pick(random, [{ typ: 'JWT' }, {}, { kid: 'k' }, { crit: ['x'], x: 1 }, { typ: 1 }, { enc: 'A' }]),
  };
  const payload = {
    ...pick(random, [{ iss: 'me' }, {}, { aud: 'you' }, { aud: ['you', 'she'] }]),
    ...pick(random, [{}, { exp: whole(random, 0, 200) }, { nbf: whole(random, 0, 200) }, { exp: 'x' }]),
  };
  const message = `${encoded(header)}.${encoded(payload)}`;
  const signed = `${message}.${signature(algorithm, message).toString('base64url')}`;
  const nested = `${encoded({ alg: algorithm, cty: 'JWT' })}.${Buffer.from(signed).toString('base64url')}`;
  const twice = `${nested}.${signature(algorithm, nested).toString('base64url')}`;
  return mutated(random, random() < 0.9 ? signed : twice, 0.15);
}

function certificate(random: Random, algorithm: string): string {
  const { publicKey } = pairs[algorithm] ?? keys.rsa;
  const jwk = { ...publicKey.export({ format: 'jwk' }), ...pick(random, [{}, { kid: 'k' }, { alg: algorithm }]) };
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  return pick(random, [pem, JSON.stringify(jwk), JSON.stringify({ keys: [jwk] }), `${pem}\n`, '{"keys": []}', 'none']);
}

function constraints(random: Random, algorithm: string): Value {
  const key = algorithm.startsWith('HS') ? { secret } : { cert: certificate(random, algorithm) };
  const others = pick(random, [{}, { iss: 'me' }, { aud: 'you' }, { alg: algorithm }, { iss: 'other' }, { what: 'x' }]);
  const texts = Object.entries({ ...key, ...others }).map(([name, value]) => [text(name), text(value)] as const);
  return { kind: 'object', entries: [...texts, [text('time'), number(whole(random, 0, 200) * 1_000_000_000)]] };
}

const signing = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'EdDSA'];

function signingKey(algorithm: string): Readonly<Record<string, unknown>> {
  const pair = pairs[algorithm];
  if (pair === undefined) return { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
  return { ...pair.privateKey.export({ format: 'jwk' }) };
}

function object(fields: Readonly<Record<string, unknown>>): Value {
  return {
    kind: 'object',
    entries: Object.entries(fields).map(([name, value]) => [text(name), text(String(value))] as const),
  };
}

const verify: Readonly<Record<string, MakeOperands>> = Object.fromEntries(
  algorithms.map((algorithm): [string, MakeOperands] => [
    `io.jwt.verify_${algorithm.toLowerCase()}`,
    (random) => [
      text(token(random, random() < 0.9 ? algorithm : pick(random, algorithms))),
      text(algorithm.startsWith('HS') ? mutated(random, secret, 0.2) : certificate(random, algorithm)),
    ],
  ]),
);

function pem(random: Random, pair: Pair): string {
  const type = pair === keys.ed ? 'pkcs8' : pick(random, ['pkcs8', pair === keys.rsa ? 'pkcs1' : 'sec1'] as const);
  const written = pair.privateKey.export({ format: 'pem', type }).toString();
  return pick(random, [written, Buffer.from(written).toString('base64'), mutated(random, written, 1)]);
}

export function tokenCalls(certificates: readonly string[]): Readonly<Record<string, MakeOperands>> {
  const anyKey = (random: Random): Value => text(pem(random, pick<Pair>(random, Object.values(keys))));
  return {
    ...verify,
    'io.jwt.decode': (random) => [text(token(random, pick(random, algorithms)))],
    'io.jwt.decode_verify': (random) => {
      const algorithm = pick(random, algorithms);
      return [text(token(random, algorithm)), constraints(random, algorithm)];
    },
    'io.jwt.encode_sign': (random) => {
      const algorithm = pick(random, signing);
      return [object({ alg: algorithm }), object({ iss: 'a<b', x: 'é' }), object(signingKey(algorithm))];
    },
    'io.jwt.encode_sign_raw': (random) => {
      const algorithm = pick(random, signing);
      const header = JSON.stringify({ ...pick(random, [{ typ: 'JWT' }, { typ: 'text/plain' }, {}]), alg: algorithm });
      return [
        text(header),
        text(pick(random, ['{"a": 1}', 'text', '', '[]'])),
        text(JSON.stringify(signingKey(algorithm))),
      ];
    },
    'crypto.parse_private_keys': (random) => [anyKey(random)],
    'crypto.x509.parse_rsa_private_key': (random) => [anyKey(random)],
    'crypto.x509.parse_certificates': (random) => [text(mutated(random, pick(random, certificates), 0.3))],
    'crypto.x509.parse_certificate_request': (random) => [text(mutated(random, pick(random, certificates), 0.3))],
    'crypto.x509.parse_keypair': (random) => [text(pick(random, certificates)), anyKey(random)],
  };
}
