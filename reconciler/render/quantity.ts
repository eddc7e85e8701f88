/** Shares, times and counts in words that are the same everywhere. */

const WHOLE = 1_000_000;

/** Parts per million as a percentage, exact: `5%`, `33.3333%`. */
export function percent(share: number): string {
  return `${share / 10_000}%`;
}

/** A ratio in [0, 1] as a percentage of at most three digits that matter; `–` where nothing was counted. */
export function ratioPercent(part: number, total: number): string {
  if (total === 0) return '–';
  return `${Number(((part / total) * 100).toPrecision(3))}%`;
}

/** A share as a bar of `width` cells. Any share above nothing shows, and only the whole fills it. */
export function bar(share: number, width: number): string {
  const rounded = Math.round((share / WHOLE) * width);
  const least = share > 0 ? 1 : 0;
  const most = share < WHOLE ? width - 1 : width;
  const filled = Math.min(most, Math.max(least, rounded));
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

/** A span of time in its two largest units: `850ms`, `12s`, `3m 10s`, `2h 5m`, `4d 1h`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  const seconds = Math.floor(ms / 1000);
  const parts = [
    { value: Math.floor(seconds / 86_400), unit: 'd' },
    { value: Math.floor(seconds / 3600) % 24, unit: 'h' },
    { value: Math.floor(seconds / 60) % 60, unit: 'm' },
    { value: seconds % 60, unit: 's' },
  ];
  const first = parts.findIndex((part) => part.value > 0);
  return parts
    .slice(first, first + 2)
    .filter((part) => part.value > 0)
    .map((part) => `${part.value}${part.unit}`)
    .join(' ');
}

/** `1,140`. */
export function count(number: number): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** e to this power as people read it: `0.02`, `1,240`, `10^9`. */
export function factor(log: number): string {
  if (log < Math.log(0.005)) return '0';
  if (log >= Math.log(1e6)) return `10^${Math.floor(log / Math.LN10)}`;
  const value = Math.exp(log);
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(2)));
}

/** `1 error`, `2 errors`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first twelve digits of a commit id. */
export function shortOid(oid: string): string {
  return oid.slice(0, 12);
}

/** ms since the epoch as `2026-03-01T12:00:00Z`. */
export function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
