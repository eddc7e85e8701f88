import { civilOf, type Civil } from './civil.ts';
import { chunksOf, isFraction, isOffset, months, short, weekdays } from './time-layout.ts';
import type { Zone } from './time-zone.ts';

/** A moment in Go's layout. */
export function formatTime(ns: bigint, zone: Zone, layout: string): string {
  const offset = zone.offsetAt(ns);
  const civil = civilOf(ns, offset);
  return chunksOf(layout)
    .map(({ prefix, field }) => prefix + shown(field, civil, offset, () => zone.nameAt(ns)))
    .join('');
}

function shown(field: string, civil: Civil, offset: number, zoneName: () => string): string {
  if (field === '') return '';
  if (field === 'MST') return zoneName();
  if (isFraction(field)) return fraction(field, civil.nanosecond);
  if (isOffset(field)) return offsetText(field, offset);
  return dateField(field, civil) ?? dayField(field, civil) ?? clockField(field, civil);
}

function dateField(field: string, { year, month, weekday }: Civil): string | null {
  switch (field) {
    case '2006':
      return String(year).padStart(4, '0');
    case '06':
      return String(year % 100n).padStart(2, '0');
    case 'January':
      return months[month - 1] ?? '';
    case 'Jan':
      return short(months[month - 1] ?? '');
    case '01':
      return two(month);
    case '1':
      return String(month);
    case 'Monday':
      return weekdays[weekday] ?? '';
    case 'Mon':
      return short(weekdays[weekday] ?? '');
  }
  return null;
}

function dayField(field: string, { day, yearDay }: Civil): string | null {
  switch (field) {
    case '02':
      return two(day);
    case '_2':
      return String(day).padStart(2, ' ');
    case '2':
      return String(day);
    case '002':
      return String(yearDay).padStart(3, '0');
    case '__2':
      return String(yearDay).padStart(3, ' ');
  }
  return null;
}

function clockField(field: string, { hour, minute, second }: Civil): string {
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  switch (field) {
    case '15':
      return two(hour);
    case '03':
      return two(twelve);
    case '3':
      return String(twelve);
    case '04':
      return two(minute);
    case '4':
      return String(minute);
    case '05':
      return two(second);
    case '5':
      return String(second);
    case 'PM':
      return hour >= 12 ? 'PM' : 'AM';
  }
  return hour >= 12 ? 'pm' : 'am';
}

function fraction(field: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, field.length - 1);
  const kept = field.endsWith('9') ? digits.replace(/0+$/, '') : digits;
  return kept === '' ? '' : field.slice(0, 1) + kept;
}

function offsetText(field: string, offset: number): string {
  if (field.startsWith('Z') && offset === 0) return 'Z';
  const minutes = Math.trunc(offset / 60);
  const magnitude = Math.abs(minutes);
  const digits = field.replaceAll(/\D/g, '').length;
  const parts = [two(Math.floor(magnitude / 60)), two(magnitude % 60), two(Math.abs(offset) % 60)];
  return (minutes < 0 ? '-' : '+') + parts.slice(0, digits / 2).join(field.includes(':') ? ':' : '');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
