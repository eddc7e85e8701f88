/** Addresses that `sluice.yaml` lets the reconciler speak to: sources of telemetry, and who is told. */

import { type At, type Decoder, below, list, malformed, oneOf, record, required, simpleName, text } from '../decode.ts';
import { notifiedEvents, type NotifyConfig, type SourceConfig } from '../config.ts';
import { describe, isObject, type JsonObject } from '../json.ts';
import type { Json } from '../mesh.ts';
import { durationWithin } from '../quantity.ts';

const longestAddress = 2048;

/** An http or https URL without user, query or fragment, in its usual form and without a last `/`. */
const address: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  const remedy = 'Write it like https://prometheus.example.com:9090, without user, "?" and "#".';
  const url = read.length <= longestAddress && /^https?:\/\/[^\s\\?#@]+$/.test(read) ? URL.parse(read) : null;
  return url?.href.replace(/\/$/, '') ?? malformed(at, 'Expected an http or https address', remedy);
};

/** Never the secret itself: what is in Git is read by many. */
const variable: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^[A-Z][A-Z0-9_]{0,63}$/.test(value)
    ? value
    : malformed(
        at,
        'Expected the name of an environment variable',
        'Write it like PROM_TOKEN; its value stays out of Git.',
      );

const sourceFields = record({
  address: required(address),
  timeout: durationWithin('100ms', '30s'),
  tokenEnv: variable,
});

/** One of `kinds`, each a key with its fields below. */
function oneKey<K extends string>(value: Json, at: At, kinds: readonly K[]): { kind: K; fields: Json; at: At } | null {
  if (!isObject(value)) {
    malformed(at, `Expected an object, found ${describe(value)}`);
    return null;
  }
  const keys = Object.keys(value);
  const kind = kinds.find((each) => each === keys[0]);
  if (kind !== undefined && keys.length === 1) return { kind, fields: value[kind] ?? null, at: below(at, kind) };
  malformed(at, `Expected one of ${kinds.join(', ')}, found ${keys.length === 0 ? 'nothing' : keys.join(', ')}`);
  return null;
}

const source: Decoder<SourceConfig> = (value, at) => {
  const one = oneKey(value, at, ['prometheus', 'web'] as const);
  const read = one && sourceFields(one.fields, one.at);
  if (!read) return undefined;
  const { address: target, timeout: timeoutMs = 5000, tokenEnv = null } = read;
  return { kind: one.kind, address: target, timeoutMs, tokenEnv };
};

export const sources: Decoder<Readonly<Record<string, SourceConfig>>> = (value, at) => {
  if (!isObject(value)) return malformed(at, `Expected an object, found ${describe(value)}`);
  return Object.fromEntries(namedSources(value, at));
};

function namedSources(value: JsonObject, at: At): readonly (readonly [string, SourceConfig])[] {
  return Object.entries(value).flatMap(([name, entry]) => {
    const here = below(at, name);
    const read = simpleName(name, { ...here, part: 'key' }) && source(entry, here);
    return read ? [[name, read] as const] : [];
  });
}

const notifyFields = record({
  address: required(address),
  secretEnv: variable,
  events: list(oneOf(...notifiedEvents), 1),
});

const notifyItem: Decoder<NotifyConfig> = (value, at) => {
  const one = oneKey(value, at, ['webhook', 'slack', 'cloudevents'] as const);
  const read = one && notifyFields(one.fields, one.at);
  if (!read) return undefined;
  const { address: target, secretEnv = null, events = [] } = read;
  return { kind: one.kind, address: target, secretEnv, events };
};

export const notify: Decoder<readonly NotifyConfig[]> = list(notifyItem);
