/** The messages of live commits: a subject for people, and trailers for audit. State is never read from them. */

import type { Json } from '../../policies/mesh.ts';
import type { LiveStep } from './live-step.ts';
import { oneLine } from './one-line.ts';

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

/** The author of what nobody asked for; what somebody did has them as its author. */
export const ownName = 'Sluice';

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

/** Whether a commit of this event goes on from another intent than the one it accepts. */
export function changesIntent(event: LiveEvent): boolean {
  return event === 'accept' || event === 'refuse';
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

/** The last arrow is that of the weights, whatever a rule is called. */
function stepText({ target, fromPpm, toPpm, phase, reason, movedFrom }: LiveStep): string {
  const moved = movedFrom === undefined ? '' : ` (was ${shortTarget(movedFrom).replaceAll('→', '->')})`;
  const why = reason === '' ? '' : ` ${reason}`;
  return `${shortTarget(target)} ${percent(fromPpm)}→${percent(toPpm)} ${phase}${why}${moved}`;
}

/** `shop/checkout#primary`: people know which kind they wrote. */
function shortTarget(target: string): string {
  return target.slice(target.indexOf('/') + 1);
}

function percent(ppm: number): string {
  return String(ppm / 10_000);
}
