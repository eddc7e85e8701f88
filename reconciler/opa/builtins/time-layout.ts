/** Go's layouts of a time: the reference time `Mon Jan 2 15:04:05 MST 2006` shows what goes where. */

export interface Chunk {
  /** What stands before it as it is. */
  readonly prefix: string;
  /** Such as `2006` or `.000`; empty at the end of the layout. */
  readonly field: string;
}

const named: Readonly<Record<string, string>> = {
  ANSIC: 'Mon Jan _2 15:04:05 2006',
  UnixDate: 'Mon Jan _2 15:04:05 MST 2006',
  RubyDate: 'Mon Jan 02 15:04:05 -0700 2006',
  RFC822: '02 Jan 06 15:04 MST',
  RFC822Z: '02 Jan 06 15:04 -0700',
  RFC850: 'Monday, 02-Jan-06 15:04:05 MST',
  RFC1123: 'Mon, 02 Jan 2006 15:04:05 MST',
  RFC1123Z: 'Mon, 02 Jan 2006 15:04:05 -0700',
  RFC3339: '2006-01-02T15:04:05Z07:00',
  RFC3339Nano: '2006-01-02T15:04:05.999999999Z07:00',
};

const field = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|PM|pm',
    '002|0[1-6]|15|1|2006|2|__2|_2(?!006)|[345]',
    '[-Z](?:070000|07:00:00|0700|07:00|07)',
    String.raw`[.,](?:0+|9+)(?!\d)`,
  ].join('|'),
  'g',
);

/** The layout's parts; a name such as `RFC3339` stands for its layout. */
export function chunksOf(layout: string): readonly Chunk[] {
  const source = named[layout] ?? layout;
  const chunks: Chunk[] = [];
  let end = 0;
  for (const match of source.matchAll(field)) {
    chunks.push({ prefix: source.slice(end, match.index), field: match[0] });
    end = match.index + match[0].length;
  }
  return [...chunks, { prefix: source.slice(end), field: '' }];
}

/** The fraction of a second in a layout, as `.000` or `,999`. */
export function isFraction(name: string): boolean {
  return name.startsWith('.') || name.startsWith(',');
}

/** An offset from UTC, as `-07:00`, or as `Z07:00` with a `Z` for none. */
export function isOffset(name: string): boolean {
  return name.startsWith('-') || name.startsWith('Z');
}

export const months: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

export const weekdays: readonly string[] = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
];

export function short(name: string): string {
  return name.slice(0, 3);
}
