import { array, number, text, type Value } from '../../../reconciler/opa/builtins/value.ts';
import { type MakeOperands, mutated, pick, type Random, some, whole } from './random.ts';

const zones = [
  '',
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'America/Los_Angeles',
  'Asia/Shanghai',
  'No/Where',
];

const layouts = [
  'ANSIC',
  'UnixDate',
  'RubyDate',
  'RFC822',
  'RFC822Z',
  'RFC850',
  'RFC1123',
  'RFC1123Z',
  'RFC3339',
  'RFC3339Nano',
  '2006-01-02',
  '2006-01-02 15:04:05',
  '3:04PM',
  'Jan _2 15:04:05.000',
  '02/01/06',
  'Monday 2. January 2006',
  '2006 002',
];

const pieces = [
  '2006',
  '06',
  'January',
  'Jan',
  '01',
  '1',
  'Monday',
  'Mon',
  '02',
  '2',
  '_2',
  '002',
  '__2',
  '15',
  '03',
  '3',
  '04',
  '4',
  '05',
  '5',
  'PM',
  'pm',
  '-0700',
  '-07:00',
  'Z07:00',
  'Z0700',
  '-07',
  '.000',
  '.999',
  ',000000',
  ' ',
  '-',
  ':',
  'T',
  'at ',
];

/** From 1980 to 2037: the years of which every database of zones says the same. */
function moment(random: Random): bigint {
  return (
    BigInt(whole(random, 315_532_800, 2_145_916_800)) * 1_000_000_000n +
    BigInt(pick(random, [0, 500_000_000, 123_456_789]))
  );
}

function layout(random: Random): string {
  return random() < 0.5 ? pick(random, layouts) : some(random, 6, () => pick(random, pieces)).join('');
}

function time(random: Random): Value {
  const ns = number(moment(random));
  if (random() < 0.2) return ns;
  return array([ns, text(pick(random, zones))]);
}

/** Short names of zones are known of few; those layouts go with UTC. */
function formatted(random: Random): Value {
  const shape = layout(random);
  const named = /MST|UnixDate|RFC822$|RFC850|RFC1123$/.test(shape);
  return array([number(moment(random)), text(named ? 'UTC' : pick(random, zones)), text(shape)]);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function stamp(random: Random): string {
  const date = `${whole(random, 1670, 2270)}-${two(whole(random, 1, 13))}-${two(whole(random, 1, 31))}`;
  const clock = `${two(whole(random, 0, 24))}:${two(whole(random, 0, 60))}:${two(whole(random, 0, 59))}`;
  return mutated(
    random,
    `${date}T${clock}${pick(random, ['', '.5', '.123456789', ',25'])}${pick(random, ['Z', '+02:00', '-07:30', ''])}`,
    0.1,
  );
}

const samples: readonly (readonly [layout: string, value: string])[] = [
  ['ANSIC', 'Mon Jan  2 15:04:05 2006'],
  ['UnixDate', 'Mon Jan  2 15:04:05 UTC 2006'],
  ['RFC822', '02 Jan 06 15:04 MST'],
  ['RFC822Z', '02 Jan 06 15:04 -0700'],
  ['RFC850', 'Monday, 02-Jan-06 15:04:05 GMT'],
  ['RFC1123', 'Mon, 02 Jan 2006 15:04:05 CEST'],
  ['RFC1123Z', 'Mon, 02 Jan 2006 15:04:05 +0100'],
  ['2006-01-02 15:04:05', '2021-02-29 01:02:03.25'],
  ['3:04PM Jan 2 2006', '12:30AM feb 28 2020'],
  ['2006 002 15', '2020 366 23'],
  ['2006-__2', '2021- 60'],
  ['06/1/2 03:04:05.000pm', '70/12/31 12:00:00.125am'],
  ['Monday January 2006', 'friday MARCH 1999'],
  ['2006-01-02T15:04:05-07', '2000-01-01T00:00:00+05'],
];

function parsed(random: Random): readonly Value[] {
  if (random() < 0.3) return [text('RFC3339'), text(stamp(random))];
  const [shape, value] = pick(random, samples);
  return [text(shape), text(mutated(random, value, 0.4))];
}

function duration(random: Random): string {
  const parts = some(
    random,
    3,
    () =>
      `${whole(random, 0, 99)}${pick(random, ['', '.5'])}${pick(random, ['h', 'm', 's', 'ms', 'us', 'ns', 'd', 'w', 'y'])}`,
  );
  return mutated(random, pick(random, ['', '-', '+']) + parts.join(''), 0.1);
}

export const timeCalls: Readonly<Record<string, MakeOperands>> = {
  'time.parse_duration_ns': (random) => [text(duration(random))],
  'time.parse_ns': parsed,
  'time.parse_rfc3339_ns': (random) => [text(stamp(random))],
  'time.format': (random) => [formatted(random)],
  'time.date': (random) => [time(random)],
  'time.clock': (random) => [time(random)],
  'time.weekday': (random) => [time(random)],
  'time.add_date': (random) => [
    number(moment(random)),
    ...[30, 40, 400].map((most) => number(whole(random, -most, most))),
  ],
  'time.diff': (random) => [time(random), time(random)],
};
