/** A moment as calendar and clock show it; the moment itself is nanoseconds since 1970, without limit. */
export interface Civil {
  readonly year: bigint;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** From 1. */
  readonly yearDay: number;
}

const perSecond = 1_000_000_000n;
const perDay = 86_400n;

/** What the clock shows at a moment, `offset` seconds east of UTC. */
export function civilOf(ns: bigint, offset: number): Civil {
  const total = floorDivide(ns, perSecond) + BigInt(offset);
  const days = floorDivide(total, perDay);
  const rest = Number(total - days * perDay);
  const { year, month, day } = dateOf(days);
  return {
    year,
    month,
    day,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    nanosecond: Number(ns - floorDivide(ns, perSecond) * perSecond),
    weekday: Number((((days + 4n) % 7n) + 7n) % 7n),
    yearDay: Number(days - daysBefore(year, 1n, 1n)) + 1,
  };
}

/** Days from 1970 to a date; months and days may be out of range, and then count on. */
export function daysBefore(year: bigint, month: bigint, day: bigint): bigint {
  const months = year * 12n + month - 1n;
  // A year that begins in March has its odd day at the end.
  const fromMarch = months - 2n;
  const marchYear = floorDivide(fromMarch, 12n);
  const era = floorDivide(marchYear, 400n);
  const yearOfEra = marchYear - era * 400n;
  const dayOfYear = (153n * (fromMarch - marchYear * 12n) + 2n) / 5n;
  return era * 146_097n + yearOfEra * 365n + yearOfEra / 4n - yearOfEra / 100n + dayOfYear - 719_468n + day - 1n;
}

function dateOf(days: bigint): { readonly year: bigint; readonly month: number; readonly day: number } {
  const shifted = days + 719_468n;
  const era = floorDivide(shifted, 146_097n);
  const dayOfEra = shifted - era * 146_097n;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const fromMarch = (5n * dayOfYear + 2n) / 153n;
  const month = Number(fromMarch < 10n ? fromMarch + 3n : fromMarch - 9n);
  return {
    year: yearOfEra + era * 400n + (month <= 2 ? 1n : 0n),
    month,
    day: Number(dayOfYear - (153n * fromMarch + 2n) / 5n) + 1,
  };
}

/** The days of a month. */
export function daysIn(year: bigint, month: number): number {
  return Number(daysBefore(year, BigInt(month) + 1n, 1n) - daysBefore(year, BigInt(month), 1n));
}

/** The moment at which a clock on UTC shows this. */
export function momentOf(days: bigint, { hour, minute, second, nanosecond }: Clock): bigint {
  return (days * perDay + BigInt(hour * 3600 + minute * 60 + second)) * perSecond + BigInt(nanosecond);
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

export type Clock = Pick<Civil, 'hour' | 'minute' | 'second' | 'nanosecond'>;
