/** One metric of an export, as Envoy writes it: a name, and a point for each cluster. */

import { readNumberPoint, readTimed, readTimesPoint } from './point.ts';
import type { Bounds, NumberPoint, Timed, TimesPoint } from './point.ts';
import { answersMetric, slotsOf, statusClasses, timesMetric } from './series.ts';
import { nestedTag, varintTag, type WireReader } from './wire-reader.ts';

/** What is told of each point. */
export interface PointSink {
  /** True while nothing has said when this flush was: then any point must. */
  readonly timeless: boolean;
  /** Of the last histogram. */
  readonly bounds: Bounds | null;
  counter(point: NumberPoint, slots: readonly number[]): void;
  times(point: TimesPoint): void;
  /** A point that counts nothing of ours. */
  other(point: Timed): void;
  /** Ends the export. */
  unreadable(reason: string): never;
}

const cumulative = 2;
const classSlots: readonly (readonly number[])[] = Array.from({ length: statusClasses }, (_, slot) => [slot]);
const sumTag = nestedTag(7);
const histogramTag = nestedTag(9);
/** Gauge, sum, histogram, exponential histogram, summary: the points are the first field in each. */
const dataTags: ReadonlySet<number> = new Set([5, 7, 9, 10, 11].map(nestedTag));

/** Reads a Metric. */
export function readMetric(reader: WireReader, sink: PointSink): void {
  let name = '';
  let data: { readonly tag: number; readonly body: WireReader } | null = null;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag === nestedTag(1)) name = reader.ascii();
    else if (dataTags.has(tag)) data = { tag, body: reader.nested() };
    else reader.skip(tag);
  }
  if (data === null) return;
  const { tag, body } = data;
  if (tag === sumTag && name === answersMetric) readAnswers(body, sink);
  else if (tag === histogramTag && name === timesMetric) readTimes(body, sink);
  else if (tag === sumTag && slotsOf(name).length > 0) readCounter(body, name, sink);
  else if (sink.timeless) readPoints(body, (point) => sink.other(readTimed(point)));
}

function readAnswers(body: WireReader, sink: PointSink): void {
  const temporality = readPoints(body, (reader) => {
    const point = readNumberPoint(reader);
    const slot = Number(point.statusClass) - 1;
    const hasClass = Number.isInteger(slot) && slot >= 0 && slot < statusClasses;
    if (!hasClass || point.cluster === '' || Number.isNaN(point.value)) return unreadablePoint(answersMetric, sink);
    sink.counter(point, classSlots[slot] ?? []);
  });
  if (temporality !== cumulative) refuseDifferences('report_counters_as_deltas', sink);
}

function readCounter(body: WireReader, name: string, sink: PointSink): void {
  const slots = slotsOf(name);
  const temporality = readPoints(body, (reader) => {
    const point = readNumberPoint(reader);
    if (point.cluster === '' || Number.isNaN(point.value)) return unreadablePoint(name, sink);
    sink.counter(point, slots);
  });
  if (temporality !== cumulative) refuseDifferences('report_counters_as_deltas', sink);
}

function readTimes(body: WireReader, sink: PointSink): void {
  const temporality = readPoints(body, (reader) => {
    const point = readTimesPoint(reader, sink.bounds);
    if (point.cluster === '' || Number.isNaN(point.ended)) return unreadablePoint(timesMetric, sink);
    sink.times(point);
  });
  if (temporality !== cumulative) refuseDifferences('report_histograms_as_deltas', sink);
}

/** Returns the temporality. */
function readPoints(body: WireReader, read: (point: WireReader) => void): number {
  let temporality = 0;
  while (!body.done) {
    const tag = body.tag();
    if (tag === nestedTag(1)) {
      const outer = body.enter();
      read(body);
      body.leave(outer);
    } else if (tag === varintTag(2)) temporality = body.varint();
    else body.skip(tag);
  }
  return temporality;
}

function unreadablePoint(metric: string, sink: PointSink): never {
  return sink.unreadable(`a point of ${metric} can't be read`);
}

function refuseDifferences(option: string, sink: PointSink): never {
  return sink.unreadable(`the sink sends differences: set ${option} to false`);
}
