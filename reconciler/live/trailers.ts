/** The messages of live commits: a subject for people, and trailers for audit. State is never read from them. */

import type { Json } from '../../policies/mesh.ts';
import { compareText } from '../../policies/finding.ts';
import { entryOf } from './entries.ts';
import { oneLine } from './one-line.ts';
import { weightAt, whole } from './shares.ts';
import type { Entry, LiveState } from './state.ts';

export type LiveEvent =
  | 'adopt'
  | 'accept'
  | 'raise'
  | 'lower'
  | 'promote'
  | 'hold'
  | 'release'
  | 'retry'
  | 'abort'
  | 'pause'
  | 'resume'
  | 'skip'
  | 'promote-now'
  | 'freeze'
  | 'unfreeze'
  | 'join'
  | 'refuse'
  | 'restore'
  | 'sync';

/** What one live commit does to one target. Weights are those of the raised destinations, in parts per million. */
export interface LiveStep {
  readonly target: string;
  readonly fromPpm: number;
  readonly toPpm: number;
  /** A phase, `Promoted` or `Reverted`. */
  readonly phase: string;
  readonly reason: string;
}

export interface LiveMessage {
  readonly event: LiveEvent;
  /** The accepted intent, the commit's second parent. */
  readonly intent: string;
  readonly steps: readonly LiveStep[];
  readonly reason?: string;
  /** Counts and tests that the step was decided by, by target. */
  readonly evidence?: ReadonlyMap<string, Json>;
  /** Who asked for it, where a person did. */
  readonly by?: string;
}

/** What changed for each target between two states; sorted by target. */
export function stepsBetween(before: LiveState, after: LiveState): readonly LiveStep[] {
  const targets = new Set([...before.targets, ...after.targets].map(({ target }) => target));
  return [...targets].sort(compareText).flatMap((target) => {
    const step = stepOf(target, before, after);
    return step === null ? [] : [step];
  });
}

function stepOf(target: string, before: LiveState, after: LiveState): LiveStep | null {
  const was = entryOf(before, target);
  const is = entryOf(after, target);
  if (is !== undefined) return changeTo(is, was);
  if (was === undefined) return null;
  const fromPpm = weightAt(was, was.s);
  const settled = settledIn(after, target);
  const promoted = settled !== null && settled !== settledIn(before, target);
  const toPpm = weightAt(was, promoted ? whole : 0);
  return { target, fromPpm, toPpm, phase: promoted ? 'Promoted' : 'Reverted', reason: '' };
}

function changeTo(is: Entry, was: Entry | undefined): LiveStep | null {
  const skips = is.skipSteps === true && was?.skipSteps !== true;
  const same = was?.phase === is.phase && was.reason === is.reason && was.s === is.s;
  if (same && !skips && was.attempt.n === is.attempt.n && was.attempt.intent === is.attempt.intent) return null;
  const reason = skips && is.reason === '' ? 'skip-steps' : is.reason;
  const from = was ?? { ...is, s: 0 };
  const [fromPpm, toPpm] = [weightAt(from, from.s), weightAt(is, is.s)];
  return { target: is.target, fromPpm, toPpm, phase: is.phase, reason };
}

/** The target's last promotion, as text to compare; null where none is remembered. */
function settledIn(state: LiveState, target: string): string | null {
  const settled = state.settled.find((each) => each.target === target);
  return settled === undefined ? null : JSON.stringify([settled.attempt.intent, settled.attempt.n, settled.at]);
}

/** A commit message: the subject, a blank line, and one line for each fact. */
export function liveMessage(message: LiveMessage): string {
  const lines: readonly (readonly [string, string])[] = [
    ['Sluice-Intent', message.intent],
    ...message.steps.map((step) => trailer('Sluice-Target', stepText(step))),
    ...(message.reason === undefined ? [] : [trailer('Sluice-Reason', message.reason)]),
    ...[...(message.evidence ?? [])].map(([target, record]) => evidenceTrailer(target, record)),
    ...(message.by === undefined ? [] : [trailer('Sluice-By', message.by)]),
  ];
  return `${subjectOf(message)}\n\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}

function trailer(name: string, value: string): readonly [string, string] {
  return [name, oneLine(value, 500)];
}

/** Whole, or it decides nothing; what isn't plain ASCII in it is escaped, so it stays one line whatever proxies are called. */
function evidenceTrailer(target: string, record: Json): readonly [string, string] {
  const text = JSON.stringify(record).replace(
    /[^\x20-\x7e]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return ['Sluice-Evidence', `${oneLine(shortTarget(target), 500)} ${text}`];
}

/** How the subject of each event's commit begins. */
export const verbs: Readonly<Record<LiveEvent, string>> = {
  adopt: 'Adopt',
  accept: 'Accept',
  raise: 'Raise',
  lower: 'Lower',
  promote: 'Promote',
  hold: 'Hold',
  release: 'Go on with',
  retry: 'Retry',
  abort: 'Abort',
  pause: 'Pause',
  resume: 'Resume',
  skip: 'Skip steps of',
  'promote-now': 'Promote now',
  freeze: 'Freeze',
  unfreeze: 'Unfreeze',
  join: 'Join',
  refuse: 'Go back to',
  restore: 'Restore',
  sync: 'Fit walks to',
};

/** The event that a subject names; null for one that `liveMessage` never writes. */
export function eventOf(subject: string): LiveEvent | null {
  const events = Object.entries(verbs).filter(([, verb]) => subject === verb || subject.startsWith(`${verb} `));
  // `Promote now` begins as `Promote` does.
  const [found] = events.sort(([, a], [, b]) => b.length - a.length);
  // The keys of the table are events.
  return found === undefined ? null : (found[0] as LiveEvent);
}

function subjectOf({ event, intent, steps }: LiveMessage): string {
  if (event === 'freeze' || event === 'unfreeze') return verbs[event];
  const ofIntent = event === 'adopt' || event === 'accept' || event === 'refuse' || event === 'restore';
  const [step, ...others] = steps;
  if (ofIntent || step === undefined) return `${verbs[event]} ${intent.slice(0, 12)}`;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const weight = event === 'raise' || event === 'lower' || event === 'abort' ? ` to ${percent(step.toPpm)} %` : '';
  const room = 72 - verbs[event].length - 1 - weight.length - more.length;
  return `${verbs[event]} ${oneLine(shortTarget(step.target), room)}${weight}${more}`;
}

function stepText({ target, fromPpm, toPpm, phase, reason }: LiveStep): string {
  return `${shortTarget(target)} ${percent(fromPpm)}→${percent(toPpm)} ${phase}${reason === '' ? '' : ` ${reason}`}`;
}

/** `shop/checkout#primary`: people know which kind they wrote. */
function shortTarget(target: string): string {
  return target.slice(target.indexOf('/') + 1);
}

function percent(ppm: number): string {
  return String(ppm / 10_000);
}
