/** Noise as it is written on a command line. */

import { parseDuration } from '../../policies/quantity.ts';
import type { Lie, Noise } from './scenario.ts';

export const noiseHelp = `  outage:100%:10s[:3]   both sides fail so much for so long, three times in the whole time
  pause:30%:1s[:3]      the same, but each side at moments of its own
  clump:3               failures come together, so many at once in the mean
  icc:0.05              each side's share is drawn anew each second; requests of one second correlate so much
  warmup:20%:3s         the canary after each raise
  late:5m:50%           the canary from that moment on
  restart[:1]           sluice restarts and forgets its evidence
  liar:good             the first of --proxies says that all is good; liar:bad, liar:bad-canary
`;

const defaultCount = 3;
const lies: readonly Lie[] = ['good', 'bad', 'bad-canary'];

type Reader = (words: readonly string[]) => Noise | null;

const readers: Readonly<Record<string, Reader>> = {
  outage: (words) => spell('outage', words),
  pause: (words) => spell('pause', words),
  clump: ([text = '', ...more]) => {
    const mean = Number(text);
    return more.length === 0 && mean >= 1 ? { kind: 'clump', mean } : null;
  },
  icc: ([text = '', ...more]) => {
    const correlation = Number(text);
    return more.length === 0 && correlation > 0 && correlation < 1 ? { kind: 'icc', correlation } : null;
  },
  warmup: ([percent = '', length = '', ...more]) => {
    const [share, lengthMs] = [parseShare(percent), parseDuration(length)];
    return share === null || lengthMs === null || more.length > 0 ? null : { kind: 'warmup', share, lengthMs };
  },
  late: ([from = '', percent = '', ...more]) => {
    const [atMs, share] = [parseDuration(from), parseShare(percent)];
    return share === null || atMs === null || more.length > 0 ? null : { kind: 'late', atMs, share };
  },
  restart: ([times = '1', ...more]) => {
    const count = Number(times);
    return more.length === 0 && isCount(count) ? { kind: 'restart', count } : null;
  },
  liar: ([text, ...more]) => {
    const says = lies.find((each) => each === text);
    return more.length > 0 || says === undefined ? null : { kind: 'liar', says };
  },
};

/** The noise, or null where the text is none. */
export function parseNoise(text: string): Noise | null {
  const [kind = '', ...words] = text.split(':');
  return Object.hasOwn(readers, kind) ? (readers[kind]?.(words) ?? null) : null;
}

/** `2.5%` or `0.025`; null where it is no share. */
export function parseShare(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  if (match === null) return null;
  const share = Number(match[1]) / (match[2] === '%' ? 100 : 1);
  return share <= 1 ? share : null;
}

function spell(kind: 'outage' | 'pause', [percent = '', length = '', times, ...more]: readonly string[]): Noise | null {
  const [share, lengthMs] = [parseShare(percent), parseDuration(length)];
  const count = times === undefined ? defaultCount : Number(times);
  return share === null || lengthMs === null || !isCount(count) || more.length > 0
    ? null
    : { kind, share, lengthMs, count };
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1 && count <= 100_000;
}
