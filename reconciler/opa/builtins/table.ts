/** The builtins that the host serves; those of `native.ts` are inside the module itself. There are no others. */

import type { Builtin } from './value.ts';

interface Group {
  /** Said here as well, so that it is known what is served before anything is loaded. */
  readonly names: readonly string[];
  readonly load: () => Promise<Readonly<Record<string, Builtin>>>;
}

/** What one file serves is loaded together. */
export const groups: readonly Group[] = [
  { names: ['sprintf'], load: async () => ({ sprintf: (await import('./sprintf.ts')).sprintf }) },
  {
    names: [
      'strings.any_prefix_match',
      'strings.any_suffix_match',
      'strings.count',
      'strings.split_n',
      'indexof_n',
      'glob.quote_meta',
      'numbers.range_step',
    ],
    load: async () => (await import('./strings.ts')).strings,
  },
  { names: ['object.subset'], load: async () => (await import('./subset.ts')).subset },
  {
    names: ['regex.replace', 'regex.split', 'regex.find_n'],
    load: async () => (await import('./regex.ts')).regex,
  },
  { names: ['regex.template_match'], load: async () => (await import('./regex-template.ts')).regexTemplate },
  { names: ['regex.globs_match'], load: async () => (await import('./glob-intersection.ts')).globIntersection },
  { names: ['semver.is_valid', 'semver.compare'], load: async () => (await import('./semver.ts')).semver },
  {
    names: ['units.parse_bytes', 'units.parse', 'time.parse_duration_ns'],
    load: async () => (await import('./quantities.ts')).quantities,
  },
  {
    names: [
      'crypto.md5',
      'crypto.sha1',
      'crypto.sha256',
      'crypto.hmac.md5',
      'crypto.hmac.sha1',
      'crypto.hmac.sha256',
      'crypto.hmac.sha512',
      'crypto.hmac.equal',
      'hex.encode',
      'hex.decode',
      'base64url.encode_no_pad',
    ],
    load: async () => (await import('./encoding.ts')).encoding,
  },
  { names: ['json.patch'], load: async () => (await import('./json-patch.ts')).jsonPatch },
  { names: ['json.marshal_with_options'], load: async () => (await import('./json-options.ts')).jsonOptions },
  {
    names: ['json.verify_schema', 'json.match_schema'],
    load: async () => (await import('./json-schema/json-schema.ts')).jsonSchema,
  },
  { names: ['net.cidr_is_valid', 'net.cidr_merge'], load: async () => (await import('./cidr.ts')).cidr },
  {
    names: ['net.cidr_expand', 'net.cidr_contains_matches'],
    load: async () => (await import('./cidr-match.ts')).cidrMatch,
  },
  {
    names: ['urlquery.encode', 'urlquery.decode', 'urlquery.encode_object', 'urlquery.decode_object'],
    load: async () => (await import('./urlquery.ts')).urlquery,
  },
  { names: ['uri.parse', 'uri.is_valid'], load: async () => (await import('./uri.ts')).uri },
  { names: ['uuid.parse'], load: async () => (await import('./uuid.ts')).uuid },
  { names: ['yaml.marshal', 'yaml.unmarshal', 'yaml.is_valid'], load: async () => (await import('./yaml.ts')).yaml },
  {
    names: [
      'time.parse_ns',
      'time.parse_rfc3339_ns',
      'time.format',
      'time.date',
      'time.clock',
      'time.weekday',
      'time.add_date',
      'time.diff',
    ],
    load: async () => (await import('./time.ts')).time,
  },
  {
    names: [
      'io.jwt.decode',
      'io.jwt.decode_verify',
      'io.jwt.encode_sign',
      'io.jwt.encode_sign_raw',
      ...['rs256', 'rs384', 'rs512', 'ps256', 'ps384', 'ps512', 'es256', 'es384', 'es512', 'eddsa'].map(verify),
      ...['hs256', 'hs384', 'hs512'].map(verify),
    ],
    load: async () => (await import('./jwt.ts')).jwt,
  },
  {
    names: [
      'crypto.x509.parse_certificates',
      'crypto.x509.parse_certificate_request',
      'crypto.x509.parse_rsa_private_key',
      'crypto.x509.parse_keypair',
      'crypto.parse_private_keys',
    ],
    load: async () => (await import('./x509/x509.ts')).x509,
  },
  { names: ['graph.reachable_paths'], load: async () => (await import('./graph.ts')).graph },
  { names: ['strings.render_template'], load: async () => (await import('./template.ts')).template },
  {
    names: [
      'graphql.parse',
      'graphql.parse_and_verify',
      'graphql.parse_query',
      'graphql.parse_schema',
      'graphql.is_valid',
      'graphql.schema_is_valid',
    ],
    load: async () => (await import('./graphql/graphql.ts')).graphql,
  },
];

function verify(algorithm: string): string {
  return `io.jwt.verify_${algorithm}`;
}

export const hostedNames: ReadonlySet<string> = new Set(groups.flatMap(({ names }) => names));

/** Those of these names that are served, and no file but theirs is loaded: most rules call few, and all take 200 ms. */
export async function loadBuiltins(wanted: ReadonlySet<string>): Promise<ReadonlyMap<string, Builtin>> {
  const asked = groups.filter(({ names }) => names.some((name) => wanted.has(name)));
  const loaded = await Promise.all(asked.map(({ load }) => load()));
  return new Map(loaded.flatMap((served) => Object.entries(served)).filter(([name]) => wanted.has(name)));
}
