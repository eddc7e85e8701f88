/** Bytes: hashes, framing, and the few protobuf shapes that every file here needs. */

import { createHash } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { type Any, anyPack, DurationSchema, type Duration } from '@bufbuild/protobuf/wkt';
import { FractionalPercent_DenominatorType } from '#proto/envoy/type/v3/percent_pb.js';

/** The content hash that versions and names are made of: 32 hex digits. */
export function digestOf(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** A short hash for names that people read: 10 hex digits. */
export function shortHash(content: Uint8Array | string): string {
  return digestOf(content).slice(0, 10);
}

export function packed<Desc extends DescMessage>(schema: Desc, message: MessageShape<Desc>): Any {
  return anyPack(schema, message);
}

export function duration(ms: number): Duration {
  const seconds = Math.floor(ms / 1000);
  return create(DurationSchema, { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) });
}

/** A percentage in Envoy's finest grain, parts per million. */
export function millionths(percent: number): { numerator: number; denominator: FractionalPercent_DenominatorType } {
  return { numerator: Math.round(percent * 10_000), denominator: FractionalPercent_DenominatorType.MILLION };
}
