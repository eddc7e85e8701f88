/** A data point of an export: a counter's value or a histogram's, and whose. */

import { boundIndexesOf } from './series.ts';
import type { BoundIndexes } from './series.ts';
import { fixed64Tag, nestedTag, uint64At, type WireReader } from './wire-reader.ts';

/** What both kinds of points begin with. */
export interface Timed {
  readonly startNano: bigint;
  readonly timeNano: bigint;
}

/** Empty where the point has no such attribute. */
interface Attributed extends Timed {
  readonly cluster: string;
}

export interface NumberPoint extends Attributed {
  readonly statusClass: string;
  /** NaN where it has none, or none that a count can be. */
  readonly value: number;
}

export interface TimesPoint extends Attributed {
  /** NaN where the histogram doesn't add up. */
  readonly ended: number;
  /** By threshold of the table; where the proxy has no such bound, that of the next lower one. */
  readonly faster: readonly number[];
  readonly bounds: Bounds;
}

/** A histogram's bounds, and where they stand: the next one mostly has the same. */
export interface Bounds {
  readonly indexes: BoundIndexes;
  readonly bytes: Buffer;
}

/** All points of an export mostly have the same two times: the last one is made once. */
class Nanos {
  #low = 0;
  #high = 0;
  #last = 0n;

  at(bytes: Buffer, place: number): bigint {
    const [low, high] = [bytes.readUInt32LE(place), bytes.readUInt32LE(place + 4)];
    if (low === this.#low && high === this.#high) return this.#last;
    [this.#low, this.#high, this.#last] = [low, high, bytes.readBigUInt64LE(place)];
    return this.#last;
  }
}

const starts = new Nanos();
const times = new Nanos();

/** NumberDataPoint */
export function readNumberPoint(reader: WireReader): NumberPoint {
  const { bytes } = reader;
  let [startNano, timeNano, value] = [0n, 0n, Number.NaN];
  let [cluster, statusClass] = ['', ''];
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === fixed64Tag(2)) startNano = starts.at(bytes, reader.fixed64());
    else if (tag === fixed64Tag(3)) timeNano = times.at(bytes, reader.fixed64());
    else if (tag === fixed64Tag(4)) value = bytes.readDoubleLE(reader.fixed64());
    else if (tag === fixed64Tag(6)) value = uint64At(bytes, reader.fixed64());
    else if (tag === nestedTag(7)) {
      const { key, text } = readAttribute(reader, 'ascii');
      if (key === 'envoy.cluster_name') cluster = text;
      else if (key === 'envoy.response_code_class') statusClass = text;
    } else reader.skip(tag);
  }
  return { startNano, timeNano, cluster, statusClass, value: counted(value) };
}

/** HistogramDataPoint, with its packed lists as Envoy writes them. */
export function readTimesPoint(reader: WireReader, last: Bounds | null): TimesPoint {
  const { bytes } = reader;
  let [startNano, timeNano, count, cluster] = [0n, 0n, Number.NaN, ''];
  let [buckets, limits] = [bytes.subarray(0, 0), bytes.subarray(0, 0)];
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === fixed64Tag(2)) startNano = starts.at(bytes, reader.fixed64());
    else if (tag === fixed64Tag(3)) timeNano = times.at(bytes, reader.fixed64());
    else if (tag === fixed64Tag(4)) count = uint64At(bytes, reader.fixed64());
    else if (tag === nestedTag(6)) buckets = reader.slice();
    else if (tag === nestedTag(7)) limits = reader.slice();
    else if (tag === nestedTag(9)) {
      const { key, text } = readAttribute(reader, 'ascii');
      if (key === 'envoy.cluster_name') cluster = text;
    } else reader.skip(tag);
  }
  const bounds = last !== null && last.bytes.equals(limits) ? last : readBounds(limits);
  const faster = fasterThan(bounds.indexes, buckets);
  const isWhole = buckets.length === limits.length + 8 && counted((faster.at(-1) ?? 0) + count) >= count;
  return { startNano, timeNano, cluster, ended: isWhole ? counted(count) : Number.NaN, faster, bounds };
}

function fasterThan(indexes: BoundIndexes, buckets: Buffer): readonly number[] {
  let [sum, next] = [0, 0];
  return indexes.map((index) => {
    for (; next <= index && (next + 1) * 8 <= buckets.length; next++) sum += uint64At(buckets, next * 8);
    return sum;
  });
}

function readBounds(bytes: Buffer): Bounds {
  const bounds = Array.from({ length: Math.floor(bytes.length / 8) }, (_, i) => bytes.readDoubleLE(i * 8));
  return { indexes: boundIndexesOf(bounds), bytes };
}

/** The KeyValue that comes next; its text is empty where the value isn't one. */
export function readAttribute(
  reader: WireReader,
  as: 'text' | 'ascii',
): { readonly key: string; readonly text: string } {
  let [key, text] = ['', ''];
  const outer = reader.enter();
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === nestedTag(1)) key = reader[as]();
    else if (tag === nestedTag(2)) {
      const attribute = reader.enter();
      while (!reader.done) {
        const field = reader.tag();
        if (field === nestedTag(1)) text = reader[as]();
        else reader.skip(field);
      }
      reader.leave(attribute);
    } else reader.skip(tag);
  }
  reader.leave(outer);
  return { key, text };
}

/** Start and time of any kind of point. */
export function readTimed(reader: WireReader): Timed {
  let [startNano, timeNano] = [0n, 0n];
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === fixed64Tag(2)) startNano = starts.at(reader.bytes, reader.fixed64());
    else if (tag === fixed64Tag(3)) timeNano = times.at(reader.bytes, reader.fixed64());
    else reader.skip(tag);
  }
  return { startNano, timeNano };
}

function counted(value: number): number {
  return Number.isSafeInteger(value) && value >= 0 ? value : Number.NaN;
}
