/** Our SLO: what share of a service's requests is to be good, and how fast its budget may burn. */

import type { Contribution } from '../contribution.ts';
import { type At, type Decoder, envelope, list, malformed, placed, record, required } from '../decode.ts';
import type { BurnWindow, CountedSli, Slo } from '../evidence.ts';
import { hostName } from '../host-field.ts';
import { describe } from '../json.ts';
import type { Kind } from '../kind.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { durationWithin } from '../quantity.ts';
import { latencyThreshold, protocol } from './counted.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Tiers of the SRE workbook: a page at once, a page soon, a ticket. */
const defaultWindows: readonly BurnWindow[] = [
  { longMs: 3 * dayMs, shortMs: 6 * hourMs, rate: 1 },
  { longMs: 6 * hourMs, shortMs: hourMs / 2, rate: 6 },
  { longMs: hourMs, shortMs: hourMs / 12, rate: 14.4 },
];

/** `99.9` or `99.9%`, as a share. */
const objective: Decoder<number> = (value, at) => {
  const percent = typeof value === 'string' && /^\d+(?:\.\d+)?%$/.test(value) ? Number(value.slice(0, -1)) : value;
  // Rounded, so that 99.9 is 0.999 and no neighbour of it.
  if (typeof percent === 'number' && percent >= 50 && percent <= 99.9999) return Math.round(percent * 1e6) / 1e8;
  const remedy = 'Write 99.9: the percentage of requests that are to be good.';
  return malformed(at, `Expected an objective from 50 to 99.9999, found ${describe(value)}`, remedy);
};

const latencyFields = record({ latency: required(record({ threshold: required(latencyThreshold) })) });

/** `errors`, or `{latency: {threshold: 300ms}}`. */
const sli: Decoder<{ readonly thresholdMs: number | null }> = (value, at) => {
  if (value === 'errors') return { thresholdMs: null };
  if (typeof value !== 'object') {
    return malformed(
      at,
      `Expected errors or latency, found ${describe(value)}`,
      'Write {latency: {threshold: 300ms}}.',
    );
  }
  const read = latencyFields(value, at);
  return read && { thresholdMs: read.latency.threshold };
};

const rate: Decoder<number> = (value, at) =>
  typeof value === 'number' && value > 0 && value <= 10_000
    ? value
    : malformed(at, `Expected a factor above 0, found ${describe(value)}`, 'Write 14.4, for instance.');

const spanOfWindow = durationWithin('1m', '90d');

const windowFields = record({ long: required(spanOfWindow), short: required(spanOfWindow), rate: required(rate) });

const burnWindow: Decoder<BurnWindow> = (value, at) => {
  const read = windowFields(value, at);
  if (!read) return undefined;
  if (read.short >= read.long) return malformed(at, 'The short window is not shorter than the long one');
  return { longMs: read.long, shortMs: read.short, rate: read.rate };
};

const mostWindows = 8;

const windowList: Decoder<readonly BurnWindow[]> = (value, at) => {
  const read = list(burnWindow, 1)(value, at);
  return read === undefined || read.length <= mostWindows
    ? read
    : malformed(at, `An SLO has at most ${mostWindows} windows, found ${read.length}`);
};

const body = envelope({
  spec: required(
    record({
      service: required(hostName),
      objective: required(objective),
      window: durationWithin('1d', '90d'),
      sli,
      protocol,
      windows: placed(windowList),
    }),
  ),
});

export const sloKind: Kind = {
  group: 'sluice.dev',
  kind: 'SLO',
  versions: ['v1alpha1'],
  unknownField: 'error',
  read: readSlo,
};

function readSlo(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at)?.spec;
  if (!read) return [];
  const thresholdMs = read.sli?.thresholdMs ?? null;
  if (thresholdMs !== null && read.protocol !== undefined) {
    malformed({ ...at, path: ['spec', 'protocol'] }, 'Latency is counted alike in every protocol', 'Remove it.');
  }
  const counted: CountedSli =
    thresholdMs === null ? { kind: 'errors', protocol: read.protocol ?? 'http' } : { kind: 'latency', thresholdMs };
  const { namespace, name } = object;
  const slo: Slo = {
    namespace,
    name,
    service: read.service,
    objective: read.objective,
    windowMs: read.window ?? 30 * dayMs,
    sli: counted,
    windows: (read.windows?.value ?? defaultWindows).toSorted((a, b) => b.longMs - a.longMs || b.shortMs - a.shortMs),
    source: sourceOf(object, []),
  };
  if (read.windows) checkWindows(slo, { ...at, path: read.windows.path });
  return [{ kind: 'slo', slo }];
}

/** What is written must be able to happen: all requests bad burn at 1 / (1 − objective). */
function checkWindows(slo: Slo, at: At): void {
  const fastest = 1 / (1 - slo.objective);
  for (const { longMs, rate: written } of slo.windows) {
    if (longMs > slo.windowMs) malformed(at, `A window of ${longMs / hourMs} h is longer than the SLO's own`);
    if (written >= fastest) {
      const most = Math.floor(fastest * 10) / 10;
      malformed(at, `A rate of ${written} is never reached: with all requests bad it is ${most}`, 'Lower the rate.');
    }
  }
}
