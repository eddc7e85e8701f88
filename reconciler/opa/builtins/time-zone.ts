import { floorDivide } from './civil.ts';

/** A time zone by the name that the database of zones has for it. */
export interface Zone {
  /** Seconds east of UTC at a moment. */
  readonly offsetAt: (ns: bigint) => number;
  readonly nameAt: (ns: bigint) => string;
  readonly isUtc: boolean;
}

export const utc: Zone = { offsetAt: () => 0, nameAt: () => 'UTC', isUtc: true };

const known = new Map<string, Zone | null>();

/** The zone, or null when there is none of that name. What it says comes with Node, and not from the machine. */
export function zoneOf(name: string): Zone | null {
  if (name === '' || name === 'UTC') return utc;
  if (name === 'Local') throw new Error('the time zone Local asks for the environment, which rules do not have');
  const found = known.get(name);
  if (found !== undefined) return found;
  const zone = makeZone(name);
  known.set(name, zone);
  return zone;
}

function makeZone(name: string): Zone | null {
  const offsets = formatter(name, 'longOffset');
  const names = formatter(name, 'short');
  if (offsets === null || names === null) return null;
  return {
    offsetAt: (ns) => secondsOf(partOf(offsets, ns)),
    nameAt: (ns) => abbreviationOf(partOf(names, ns), name),
    isUtc: false,
  };
}

function formatter(timeZone: string, timeZoneName: 'longOffset' | 'short'): Intl.DateTimeFormat | null {
  // Offsets are taken for zones too, and names in any case.
  if (!/^[A-Z]/.test(timeZone)) return null;
  try {
    const made = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName, year: 'numeric' });
    const canonical = made.resolvedOptions().timeZone;
    return canonical !== timeZone && canonical.toLowerCase() === timeZone.toLowerCase() ? null : made;
  } catch {
    return null;
  }
}

function partOf(format: Intl.DateTimeFormat, ns: bigint): string {
  const parts = format.formatToParts(Number(floorDivide(ns, 1_000_000n)));
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `GMT`, `GMT-04:56:02` */
function secondsOf(offset: string): number {
  const [, sign, hours, minutes, seconds = '0'] = /^GMT([+-])(\d+):(\d+)(?::(\d+))?$/.exec(offset) ?? [];
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds);
  return sign === '-' ? -total : total;
}

/** The zones of which Node knows the short names as the database has them. */
function abbreviationOf(short: string, zone: string): string {
  if (/^(?:[ECMP][SD]T|AK[SD]T|HST)$/.test(short)) return short;
  throw new Error(`the short name of the time zone ${zone} is not known here; use a layout with -0700`);
}
