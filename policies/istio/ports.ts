/** Ports that something listens at, and what is spoken there. */

import { ipAddress } from '../address-field.ts';
import { type Decoder, integer, malformed, text } from '../decode.ts';

/** A port where 0 means that none was given. */
export const portOrNone: Decoder<number> = integer(0, 65_535);

export type Spoken = 'http' | 'tls' | 'plain' | 'tunnel';

const words: ReadonlyMap<string, Spoken> = new Map([
  ...['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'].map((word) => [word, 'http'] as const),
  ...['https', 'tls'].map((word) => [word, 'tls'] as const),
  ...['tcp', 'udp', 'mongo', 'mysql', 'redis'].map((word) => [word, 'plain'] as const),
  ...['hbone', 'doublehbone'].map((word) => [word, 'tunnel'] as const),
]);

/** Null where it is no protocol, or none is given. */
export function spokenBy(protocolName: unknown): Spoken | null {
  return typeof protocolName === 'string' ? (words.get(protocolName.toLowerCase()) ?? null) : null;
}

/** A protocol that Istio knows, in either case; empty means that it is to be found out. */
export const protocol: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined || read === '' || spokenBy(read) !== null) return read;
  const remedy = 'Known: HTTP, HTTP2, HTTPS, GRPC, GRPC-WEB, TLS, TCP, UDP, MONGO, MYSQL and REDIS.';
  return malformed(at, `${JSON.stringify(read)} is no protocol`, remedy);
};

/** Whether it means a socket of the machine: `unix:///run/a.sock`, or `unix://@name`. */
export function saysUnix(address: unknown): address is string {
  return typeof address === 'string' && address.startsWith('unix://');
}

/** An address, or such a socket; empty means any. */
export const bindAddress: Decoder<string> = (value, at) => {
  if (value === '') return value;
  return saysUnix(value) ? unixAddress(value, at) : ipAddress(value, at);
};

export const unixAddress: Decoder<string> = (value, at) =>
  typeof value === 'string' && /^unix:\/\/(?:@|\/.*[^/]$)/.test(value)
    ? value
    : malformed(at, `${JSON.stringify(value)} is no path of a socket`, 'Write it like unix:///run/app.sock.');
