/** What a live commit means for those who are told of it: one piece of news for each target that it moved. */

import { verbs, type LiveEvent } from '../live/trailers.ts';
import { headline } from './headline.ts';
import { readLiveText, type LiveText, type TargetText } from './live-commit.ts';
import { readEvidence, type Bad } from './said-evidence.ts';

/** The fields of every notification, whatever its form. */
export interface News {
  /** `<commit>/<target>`, or the commit where no target moved: the same for each try and each receiver. */
  readonly id: string;
  /** Name of the event, as `events` in `sluice.yaml` has it. */
  readonly event: NewsEvent;
  readonly cluster: string;
  readonly commit: string;
  readonly intent: string;
  /** ms since the epoch: when the commit was written. */
  readonly at: number;
  /** As people write it: `shop/checkout#primary`; null where the news is of the whole branch. */
  readonly target: string | null;
  /** Parts per million of the raised destinations. */
  readonly fromPpm: number | null;
  readonly toPpm: number | null;
  /** A phase, or how it ended: `Promoted`, `Reverted`, `Settled`, `Gone`; empty without a target. */
  readonly phase: string;
  readonly reason: string;
  readonly canary: Bad | null;
  readonly stable: Bad | null;
  /** Who asked for it and why, where a person did. */
  readonly by: string | null;
  readonly note: string | null;
  /** One sentence; not yet escaped for where it goes. */
  readonly headline: string;
}

/**
 * Live events; `begin`: a walk has begun, with no traffic yet; `move`: its rule has another name; `revert`: what main asks
 * for no more went home; `settle`: main asks for something else at once; `gone`: main has no such rule any more.
 */
export type NewsEvent = LiveEvent | 'begin' | 'move' | 'revert' | 'settle' | 'gone';

export interface Commit {
  readonly oid: string;
  readonly committedAt: number;
  readonly message: string;
}

/** None for a commit that is no live one. An accepted intent is news by itself, beside that of the walks it begins. */
export function newsOf({ oid, committedAt, message }: Commit, cluster: string): readonly News[] {
  const text = readLiveText(message);
  if (text.intent === null) return [];
  const { by, reason: note } = text;
  const event = eventOf(text);
  const about = { cluster, commit: oid, intent: text.intent, at: committedAt, by, note };
  const moved = text.targets.map((step): News => {
    const { target, fromPpm, toPpm, phase, reason, movedFrom } = step;
    const evidence = readEvidence(text.evidence.get(target) ?? '');
    const [canary, stable] = [evidence?.canary ?? null, evidence?.stable ?? null];
    const told = headline({ fromPpm, toPpm, phase, reason, movedFrom, evidence, by, note });
    const named = { target, fromPpm, toPpm, phase, reason, canary, stable };
    return { ...about, ...named, id: `${oid}/${target}`, event: stepEvent(step, event), headline: told };
  });
  if (moved.length > 0 && !ofBranch.has(event)) return moved;
  const person = by === null ? '' : ` by ${by}${note === null ? '' : `: ${note}`}`;
  const none = { target: null, fromPpm: null, toPpm: null, phase: '', reason: '', canary: null, stable: null };
  return [{ ...about, ...none, id: oid, event, headline: `${text.subject}${person}` }, ...moved];
}

const ofBranch: ReadonlySet<NewsEvent> = new Set(['adopt', 'accept', 'refuse', 'restore', 'freeze', 'unfreeze']);

/** A longer verb before what it begins with. */
const byVerb = Object.entries(verbs).toSorted(([, a], [, b]) => b.length - a.length);

function eventOf({ subject }: LiveText): NewsEvent {
  const found = byVerb.find(([, verb]) => subject === verb || subject.startsWith(`${verb} `));
  // The keys of that table are events; `Object.entries` forgets it.
  return found === undefined ? 'sync' : (found[0] as LiveEvent);
}

/** A commit may hold one walk and raise another: what its subject says is true of the person's word, else of the first. */
function stepEvent({ fromPpm, toPpm, phase, movedFrom }: TargetText, event: NewsEvent): NewsEvent {
  if (ofPersons.has(event)) return event;
  if (movedFrom !== null) return 'move';
  switch (phase) {
    case 'Rejected':
      return 'lower';
    case 'Held':
      return fromPpm > toPpm ? 'lower' : 'hold';
    case 'Promoted':
      return 'promote';
    case 'Reverted':
      return 'revert';
    case 'Settled':
      return 'settle';
    case 'Gone':
      return 'gone';
    default:
      if (toPpm > fromPpm) return 'raise';
      if (toPpm < fromPpm) return 'lower';
      return event === 'release' ? 'release' : 'begin';
  }
}

const ofPersons: ReadonlySet<NewsEvent> = new Set(['retry', 'abort', 'pause', 'resume', 'skip', 'promote-now']);
