import { civilOf, daysBefore, daysIn, momentOf } from './civil.ts';
import { formatTime } from './time-format.ts';
import { weekdays } from './time-layout.ts';
import { parseTime } from './time-parse.ts';
import { type Zone, zoneOf } from './time-zone.ts';
import { array, asText, asWhole, number, text, type Builtin, type Value } from './value.ts';

interface Moment {
  readonly ns: bigint;
  readonly zone: Zone;
  readonly layout: string;
}

/** Nanoseconds, or a list of them with the name of a time zone and a layout. */
function momentIn(value: Value | undefined): Moment | null {
  const parts = value?.kind === 'array' ? value.items : value?.kind === 'number' ? [value] : [];
  const ns = asWhole(parts[0]);
  const zone = parts[1] === undefined ? '' : asText(parts[1]);
  const layout = parts[2] === undefined ? '' : asText(parts[2]);
  if (ns === null || !isInt64(ns) || zone === null || layout === null) return null;
  const found = zoneOf(zone);
  return found === null ? null : { ns, zone: found, layout };
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

/** Nanoseconds reach from 1677 to 2262. */
function nanoseconds(ns: bigint | null): Value | null {
  return ns !== null && isInt64(ns) ? number(ns) : null;
}

const parseNs: Builtin = (layout, value) => {
  const [shape, source] = [asText(layout), asText(value)];
  return shape === null || source === null ? null : nanoseconds(parseTime(shape, source));
};

const parseRfc3339: Builtin = (value) => parseNs(text('RFC3339'), value ?? text(''));

const format: Builtin = (value) => {
  const moment = momentIn(value);
  if (moment === null) return null;
  return text(formatTime(moment.ns, moment.zone, moment.layout === '' ? 'RFC3339Nano' : moment.layout));
};

function shown<T>(value: Value | undefined, make: (civil: ReturnType<typeof civilOf>) => T): T | null {
  const moment = momentIn(value);
  return moment === null ? null : make(civilOf(moment.ns, moment.zone.offsetAt(moment.ns)));
}

const date: Builtin = (value) => {
  return shown(value, ({ year, month, day }) => array([number(year), number(month), number(day)]));
};

const clock: Builtin = (value) => {
  return shown(value, ({ hour, minute, second }) => array([hour, minute, second].map(number)));
};

const weekday: Builtin = (value) => shown(value, (civil) => text(weekdays[civil.weekday] ?? ''));

/** The same hour of another day; a day that is not there counts on into the next month. */
const addDate: Builtin = (value, years, months, days) => {
  const moment = momentIn(value);
  const [addedYears, addedMonths, addedDays] = [asWhole(years), asWhole(months), asWhole(days)];
  if (moment === null || addedYears === null || addedMonths === null || addedDays === null) return null;
  const civil = civilOf(moment.ns, moment.zone.offsetAt(moment.ns));
  const day = daysBefore(civil.year + addedYears, BigInt(civil.month) + addedMonths, BigInt(civil.day) + addedDays);
  return nanoseconds(inZone(momentOf(day, civil), moment.zone));
};

/** The moment at which a clock in the zone shows what one on UTC does at `ns`. */
function inZone(ns: bigint, zone: Zone): bigint {
  // Far outside of what can be told, no zone matters.
  if (!isInt64(ns)) return ns;
  const guess = seconds(zone.offsetAt(ns));
  return guess === 0n ? ns : ns - seconds(zone.offsetAt(ns - guess));
}

function seconds(count: number): bigint {
  return BigInt(count) * 1_000_000_000n;
}

/** Years, months, days, hours, minutes and seconds between two moments, by the calendar of the first one's zone. */
const diff: Builtin = (left, right) => {
  const a = momentIn(left);
  const b = momentIn(right);
  if (a === null || b === null) return null;
  const [early, late] = a.ns <= b.ns ? [a.ns, b.ns] : [b.ns, a.ns];
  const [from, to] = [early, late].map((ns) => civilOf(ns, a.zone.offsetAt(ns)));
  if (from === undefined || to === undefined) return null;
  const parts = [
    Number(to.year - from.year),
    to.month - from.month,
    to.day - from.day,
    to.hour - from.hour,
    to.minute - from.minute,
    to.second - from.second,
  ];
  const sizes = [0, 12, daysIn(from.year, from.month), 24, 60, 60];
  for (let i = 5; i > 0; i -= 1) {
    if ((parts[i] ?? 0) >= 0) continue;
    parts[i] = (parts[i] ?? 0) + (sizes[i] ?? 0);
    parts[i - 1] = (parts[i - 1] ?? 0) - 1;
  }
  return array(parts.map(number));
};

export const time = {
  'time.parse_ns': parseNs,
  'time.parse_rfc3339_ns': parseRfc3339,
  'time.format': format,
  'time.date': date,
  'time.clock': clock,
  'time.weekday': weekday,
  'time.add_date': addDate,
  'time.diff': diff,
} satisfies Record<string, Builtin>;
