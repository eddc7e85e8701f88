/** One line a step, as it happens. */

import { bar, percent, ratioPercent } from '../render/quantity.ts';
import type { Seen } from './tally.ts';

export interface Screen {
  /** A heading of a part of the story. */
  chapter(text: string): void;
  /** A line of its own, with the time. */
  say(text: string): void;
  /** A step of a walk: commit, weight, what the client saw, who acknowledged. */
  step(step: StepLine): void;
  /** Text as it is. */
  block(text: string): void;
}

export interface StepLine {
  readonly commit: string;
  readonly what: string;
  /** Parts per million of the raised versions; null where the step is about no weight. */
  readonly weight: number | null;
  readonly seen: Seen;
  /** `1/1`: proxies that run this commit, of those that are connected. */
  readonly acknowledged: string;
}

export function createScreen(out: (text: string) => void, elapsedMs: () => number, colour: boolean): Screen {
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const time = (): string => paint(2, `${(elapsedMs() / 1000).toFixed(1).padStart(5)} s`);
  return {
    chapter: (text) => out(`\n${paint(1, text)}\n`),
    say: (text) => out(`${time()}  ${text}\n`),
    block: (text) => out(text.endsWith('\n') ? text : `${text}\n`),
    step: ({ commit, what, weight, seen, acknowledged }) => {
      const drawn = weight === null ? ' '.repeat(16) : `${bar(weight, 10)} ${percent(weight).padStart(5)}`;
      const line = `${commit.slice(0, 7)}  ${drawn}  ${what.padEnd(22)}  ${versionsText(seen)}  ACK ${acknowledged}`;
      out(`${time()}  ${weight === 0 ? paint(31, line) : line}\n`);
    },
  };
}

/** `12,345 requests, errors: v1 0% v2 0.2%` */
function versionsText(seen: Seen): string {
  const versions = Object.entries(seen.versions).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const errors = versions.map(([name, { good, failed }]) => `${name} ${ratioPercent(failed, good + failed)}`);
  return `${seen.requests.toLocaleString('en')} requests, errors ${errors.join(' ') || '–'}`;
}
