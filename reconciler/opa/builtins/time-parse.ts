import { daysBefore, daysIn, momentOf } from './civil.ts';
import { chunksOf, isFraction, isOffset, months, short, weekdays } from './time-layout.ts';

/** What has been read so far, and what is left of the text. */
interface Reading {
  rest: string;
  year: number;
  month: number | null;
  day: number | null;
  yearDay: number | null;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  half: 'am' | 'pm' | null;
  /** East of UTC; the name of a zone says nothing about it. */
  offset: number;
}

/** The moment that a text names in Go's layout, in nanoseconds; null when it does not fit. */
export function parseTime(layout: string, source: string): bigint | null {
  const reading: Reading = {
    rest: source,
    year: 0,
    month: null,
    day: null,
    yearDay: null,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    half: null,
    offset: 0,
  };
  const chunks = chunksOf(layout);
  for (const [i, { prefix, field }] of chunks.entries()) {
    if (!skip(reading, prefix)) return null;
    if (field !== '' && !readField(reading, field, chunks[i + 1]?.field ?? '')) return null;
  }
  return reading.rest === '' ? result(reading) : null;
}

/** One space stands for any number of them, also for none at the end. */
function skip(reading: Reading, prefix: string): boolean {
  for (const part of prefix.match(/ +|[^ ]/gu) ?? []) {
    if (part.startsWith(' ')) {
      if (reading.rest !== '' && !reading.rest.startsWith(' ')) return false;
      reading.rest = reading.rest.replace(/^ +/, '');
    } else if (take(reading, part) === null) return false;
  }
  return true;
}

function take(reading: Reading, text: string): string | null {
  if (!reading.rest.startsWith(text)) return null;
  reading.rest = reading.rest.slice(text.length);
  return text;
}

function match(reading: Reading, pattern: RegExp): RegExpExecArray | null {
  const found = pattern.exec(reading.rest);
  if (found !== null) reading.rest = reading.rest.slice(found[0].length);
  return found;
}

function readField(reading: Reading, field: string, next: string): boolean {
  if (isFraction(field)) return readFraction(reading, field);
  if (isOffset(field)) return readOffset(reading, field);
  if (field === 'MST') return match(reading, zoneName) !== null;
  return readDate(reading, field) ?? readDay(reading, field) ?? readClock(reading, field, next);
}

const zoneName =
  /^(?:UTC|ChST|MeST|GMT(?:[+-](?:0*(?:1?\d|2[0-3]))(?!\d))?|[+-]0*(?:1?\d|2[0-3])(?!\d)|(?:[A-Z]{4}T|[A-Z]{3}T|WITA|[A-Z]{3})(?![A-Z]))/;

function readDate(reading: Reading, field: string): boolean | null {
  switch (field) {
    case '2006':
      return set(reading, 'year', number(reading, /^\d{4}/), 0, 9999);
    case '06': {
      const year = number(reading, /^(?:\d\d|[+-]\d)/);
      return year !== null && set(reading, 'year', year + (year >= 69 ? 1900 : 2000), 0, 9999);
    }
    case 'January':
      return set(reading, 'month', name(reading, months), 1, 12);
    case 'Jan':
      return set(reading, 'month', name(reading, months.map(short)), 1, 12);
    case '01':
      return set(reading, 'month', number(reading, /^\d\d/), 1, 12);
    case '1':
      return set(reading, 'month', number(reading, /^\d\d?/), 1, 12);
    case 'Monday':
      return name(reading, weekdays) !== null;
    case 'Mon':
      return name(reading, weekdays.map(short)) !== null;
  }
  return null;
}

function readDay(reading: Reading, field: string): boolean | null {
  switch (field) {
    case '02':
      return set(reading, 'day', number(reading, /^\d\d/), 0, 99);
    case '_2':
      return set(reading, 'day', number(reading, /^ ?\d\d?/), 0, 99);
    case '2':
      return set(reading, 'day', number(reading, /^\d\d?/), 0, 99);
    case '002':
      return set(reading, 'yearDay', number(reading, /^\d{3}/), 0, 999);
    case '__2':
      return set(reading, 'yearDay', number(reading, /^ {0,2}\d{1,3}/), 0, 999);
  }
  return null;
}

function readClock(reading: Reading, field: string, next: string): boolean {
  switch (field) {
    case '15':
      return set(reading, 'hour', number(reading, /^\d\d?/), 0, 23);
    case '03':
      return set(reading, 'hour', number(reading, /^\d\d/), 0, 12);
    case '3':
      return set(reading, 'hour', number(reading, /^\d\d?/), 0, 12);
    case '04':
      return set(reading, 'minute', number(reading, /^\d\d/), 0, 59);
    case '4':
      return set(reading, 'minute', number(reading, /^\d\d?/), 0, 59);
    case '05':
      return set(reading, 'second', number(reading, /^\d\d/), 0, 59) && readRest(reading, next);
    case '5':
      return set(reading, 'second', number(reading, /^\d\d?/), 0, 59) && readRest(reading, next);
  }
  return readHalf(reading, field);
}

/** A fraction may follow the seconds where the layout has none. */
function readRest(reading: Reading, next: string): boolean {
  return isFraction(next) || !/^[.,]\d/.test(reading.rest) || readFraction(reading, '.9');
}

function readHalf(reading: Reading, field: string): boolean {
  const half = match(reading, field === 'PM' ? /^[AP]M/ : /^[ap]m/);
  reading.half = half === null ? null : half[0].toLowerCase() === 'pm' ? 'pm' : (reading.half ?? 'am');
  return half !== null;
}

function number(reading: Reading, pattern: RegExp): number | null {
  const found = match(reading, pattern);
  return found === null ? null : Number(found[0]);
}

/** Which of the names comes next, in any case, from 1. */
function name(reading: Reading, names: readonly string[]): number | null {
  const at = names.findIndex((each) => reading.rest.slice(0, each.length).toLowerCase() === each.toLowerCase());
  reading.rest = reading.rest.slice(names[at]?.length ?? 0);
  return at === -1 ? null : at + 1;
}

type Counted = 'year' | 'month' | 'day' | 'yearDay' | 'hour' | 'minute' | 'second';

function set(reading: Reading, field: Counted, value: number | null, least: number, most: number): boolean {
  if (value === null || value < least || value > most) return false;
  reading[field] = value;
  return true;
}

/** With zeros just so many digits, with nines any number or none. */
function readFraction(reading: Reading, field: string): boolean {
  const digits = field.length - 1;
  const pattern = field.endsWith('9') ? /^[.,](\d+)/ : new RegExp(`^[.,](\\d{${digits}})`);
  const found = match(reading, pattern);
  if (found === null) return field.endsWith('9');
  reading.nanosecond = Number((found[1] ?? '').slice(0, 9).padEnd(9, '0'));
  return true;
}

function readOffset(reading: Reading, field: string): boolean {
  if (field.startsWith('Z') && take(reading, 'Z') !== null) {
    reading.offset = 0;
    return true;
  }
  const pattern = field.slice(1).replaceAll(/\d\d/g, '(\\d\\d)');
  const found = match(reading, new RegExp(`^([+-])${pattern}`));
  if (found === null) return false;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(2).map(Number);
  if (hours > 24 || minutes > 60 || seconds > 60) return false;
  const total = hours * 3600 + minutes * 60 + seconds;
  reading.offset = found[1] === '-' ? -total : total;
  return true;
}

function result(reading: Reading): bigint | null {
  const year = BigInt(reading.year);
  const date = dateOf(reading);
  if (date === null || date.day < 1 || date.day > daysIn(year, date.month)) return null;
  const hour =
    reading.half === 'pm' && reading.hour < 12
      ? reading.hour + 12
      : reading.half === 'am' && reading.hour === 12
        ? 0
        : reading.hour;
  const shown = momentOf(daysBefore(year, BigInt(date.month), BigInt(date.day)), { ...reading, hour });
  return shown - BigInt(reading.offset) * 1_000_000_000n;
}

function dateOf({ year, month, day, yearDay }: Reading): { readonly month: number; readonly day: number } | null {
  if (yearDay === null) return { month: month ?? 1, day: day ?? 1 };
  let left = yearDay;
  let found = 1;
  while (found <= 12 && left > daysIn(BigInt(year), found)) {
    left -= daysIn(BigInt(year), found);
    found += 1;
  }
  if (left < 1 || found > 12) return null;
  return (month ?? found) === found && (day ?? left) === left ? { month: found, day: left } : null;
}
