/** What a client may take before it is known, and after. */
export interface Limits {
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Discovery streams of the whole server. */
  readonly streams: number;
  readonly streamsPerConnection: number;
  /** A connection must have sent a byte by then, and a stream its first request. */
  readonly firstMessageMs: number;
  /** A connection without a stream is closed after this. */
  readonly idleMs: number;
  readonly keepaliveMs: number;
  readonly keepaliveTimeoutMs: number;
  /** A proxy that is gone is named for so long, unless it comes back. */
  readonly lostMs: number;
  /** Of a discovery request, in bytes. */
  readonly requestBytes: number;
  /** Of any message, in bytes: an export of telemetry may be long. */
  readonly messageBytes: number;
  /** Of a response, where it can be cut: many clients of gRPC take no more than 4 MiB. */
  readonly responseBytes: number;
  /** Resource names that one request, and one subscription, may hold. */
  readonly names: number;
  readonly nameLength: number;
  /** Resource types of one stream. */
  readonly types: number;
  /** Responses on their way to a client before newer ones wait, and the latest wins. */
  readonly writesInFlight: number;
  /** Unanswered responses of one type to one client. */
  readonly owed: number;
  /** Encoded responses that are kept to be shared, in bytes. */
  readonly sharedBytes: number;
}

export const defaultLimits: Limits = {
  connections: 2_048,
  connectionsPerAddress: 1_024,
  streams: 2_048,
  streamsPerConnection: 256,
  firstMessageMs: 10_000,
  idleMs: 60_000,
  keepaliveMs: 5_000,
  keepaliveTimeoutMs: 5_000,
  lostMs: 60_000,
  requestBytes: 4 * 1024 * 1024,
  messageBytes: 32 * 1024 * 1024,
  responseBytes: 4 * 1024 * 1024 - 64 * 1024,
  names: 50_000,
  nameLength: 2_048,
  types: 16,
  writesInFlight: 4,
  owed: 32,
  sharedBytes: 32 * 1024 * 1024,
};
