/** One export of Envoy's OTLP sink, read into what counts: answers by cluster. */

import { readMetric } from './metric.ts';
import type { PointSink } from './metric.ts';
import { readAttribute } from './point.ts';
import type { Bounds, NumberPoint, Timed, TimesPoint } from './point.ts';
import { emptyCounts, slotOf } from './series.ts';
import type { BoundIndexes, Counts } from './series.ts';
import { nestedTag, WireReader } from './wire-reader.ts';

export interface Flush {
  /** Null where the export names no `service.instance.id`. */
  readonly sender: Sender | null;
  /** Same for all exports of one process, another for the next one; null in an export without points. */
  readonly start: Start | null;
  /** By the proxy's clock, with fractions; null in an export without points. */
  readonly timeMs: number | null;
  /** By cluster name; one that is not here has counted nothing. */
  readonly clusters: ReadonlyMap<string, Counts>;
  /** Which thresholds the proxy's histograms have; null in an export without histograms. */
  readonly bounds: BoundIndexes | null;
}

export interface Sender {
  /** `service.instance.id` */
  readonly instance: string;
  /** `service.name`, which Sluice's bootstrap sets to the node's id, so that xDS and counts speak of one proxy. */
  readonly node: string;
}

export interface Start {
  readonly token: string;
  /** When the process began, by its own clock. */
  readonly ms: number;
}

export type ParsedFlush =
  | { readonly ok: true; readonly flush: Flush }
  /** `sender` is null where it isn't known either. */
  | { readonly ok: false; readonly sender: Sender | null; readonly reason: string };

const maxNameLength = 512;
/** Bounds of what one sender may make us hold. */
export interface FlushLimits {
  readonly maxBytes: number;
  readonly maxClusters: number;
}

/** Why an export can't be understood. */
class Unreadable extends Error {}

/** Reads the bytes of an ExportMetricsServiceRequest. What can't be understood is a reason, never an exception. */
export function parseFlush(bytes: Uint8Array, { maxBytes, maxClusters }: FlushLimits): ParsedFlush {
  if (bytes.length > maxBytes) return { ok: false, sender: null, reason: `an export of ${bytes.length} bytes` };
  const gathered = new Gathered(maxClusters);
  try {
    readExport(new WireReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)), gathered);
    return { ok: true, flush: gathered.flush() };
  } catch (error) {
    const { sender } = gathered;
    if (error instanceof Unreadable) return { ok: false, sender, reason: error.message };
    if (error instanceof RangeError) return { ok: false, sender, reason: `not an OTLP export: ${error.message}` };
    throw error;
  }
}

function readExport(reader: WireReader, gathered: Gathered): void {
  eachNested(reader, 1, (resourceMetrics) => {
    const attributes = new Map<string, string>();
    const scopes: WireReader[] = [];
    while (!resourceMetrics.done) {
      const tag = resourceMetrics.tag();
      if (tag === nestedTag(1)) readAttributes(resourceMetrics.nested(), attributes);
      else if (tag === nestedTag(2)) scopes.push(resourceMetrics.nested());
      else resourceMetrics.skip(tag);
    }
    gathered.speaks(attributes);
    for (const scope of scopes) eachNested(scope, 2, (metric) => readMetric(metric, gathered));
  });
}

function readAttributes(resource: WireReader, attributes: Map<string, string>): void {
  while (!resource.done) {
    const tag = resource.tag();
    if (tag !== nestedTag(1)) {
      resource.skip(tag);
      continue;
    }
    const { key, text } = readAttribute(resource, 'text');
    if (text !== '') attributes.set(key, text);
  }
}

function eachNested(reader: WireReader, field: number, read: (nested: WireReader) => void): void {
  const wanted = nestedTag(field);
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === wanted) read(reader.nested());
    else reader.skip(tag);
  }
}

/** What was read so far; refuses what contradicts it. */
class Gathered implements PointSink {
  readonly #maxClusters: number;
  readonly #clusters = new Map<string, Counts>();
  #sender: Sender | null = null;
  #speakers = 0;
  #startNano = 0n;
  #answersStartNano = 0n;
  #timeNano = 0n;
  #bounds: Bounds | null = null;

  constructor(maxClusters: number) {
    this.#maxClusters = maxClusters;
  }

  get sender(): Sender | null {
    return this.#sender;
  }

  get timeless(): boolean {
    return this.#timeNano === 0n || this.#startNano === 0n;
  }

  get bounds(): Bounds | null {
    return this.#bounds;
  }

  speaks(attributes: ReadonlyMap<string, string>): void {
    const instance = attributes.get('service.instance.id') ?? null;
    const node = attributes.get('service.name') ?? instance;
    if ([instance, node].some((name) => (name?.length ?? 0) > maxNameLength)) this.unreadable('a name too long');
    if (this.#speakers++ > 0) {
      if (this.#sender?.instance !== (instance ?? undefined)) this.unreadable('one export speaks for several proxies');
      return;
    }
    this.#sender = instance === null || node === null ? null : { instance, node };
  }

  other({ startNano, timeNano }: Timed): void {
    if (timeNano > this.#timeNano) this.#timeNano = timeNano;
    if (this.#startNano === 0n) this.#startNano = startNano;
  }

  counter(point: NumberPoint, slots: readonly number[]): void {
    const counts = this.#countsOf(point);
    for (const slot of slots) counts[slot] = (counts[slot] ?? 0) + point.value;
  }

  times(point: TimesPoint): void {
    const counts = this.#countsOf(point);
    counts[slotOf.ended] = point.ended;
    for (let i = 0; i < point.faster.length; i++) counts[slotOf.faster + i] = point.faster[i] ?? 0;
    this.#bounds = point.bounds;
  }

  unreadable(reason: string): never {
    throw new Unreadable(reason);
  }

  flush(): Flush {
    const startNano = this.#answersStartNano === 0n ? this.#startNano : this.#answersStartNano;
    return {
      sender: this.#sender,
      start: startNano === 0n ? null : startOf(startNano),
      timeMs: this.#timeNano === 0n ? null : nanoToMs(this.#timeNano),
      clusters: this.#clusters,
      bounds: this.#bounds?.indexes ?? null,
    };
  }

  #countsOf(point: Timed & { readonly cluster: string }): Counts {
    const { cluster, startNano } = point;
    this.other(point);
    if (this.#answersStartNano === 0n) this.#answersStartNano = startNano;
    if (this.#answersStartNano !== startNano) this.unreadable('one export has points of several processes');
    const known = this.#clusters.get(cluster);
    if (known !== undefined) return known;
    if (cluster.length > maxNameLength) this.unreadable('a name too long');
    if (this.#clusters.size >= this.#maxClusters) this.unreadable(`counts of more than ${this.#maxClusters} clusters`);
    const counts = emptyCounts();
    this.#clusters.set(cluster, counts);
    return counts;
  }
}

/** Envoy writes µs where OTLP wants ns (seen in 1.40.0); the magnitude tells which. */
function startOf(time: bigint): Start {
  const inMicroseconds = time < 100_000_000_000_000_000n;
  return { token: String(time), ms: inMicroseconds ? Number(time) / 1_000 : nanoToMs(time) };
}

/** Whole µs: all that a double holds. */
function nanoToMs(time: bigint): number {
  return Number(time / 1_000n) / 1_000;
}
