/** A live commit's message, read back: for people and for notifications. State is never read from it. */

import { trailersOf } from '../live/trailer-block.ts';

export interface LiveText {
  readonly subject: string;
  /** The accepted intent; null: no live commit. */
  readonly intent: string | null;
  readonly targets: readonly TargetText[];
  /** By the target as people write it; each the JSON text of its evidence. */
  readonly evidence: ReadonlyMap<string, string>;
  readonly reason: string | null;
  readonly by: string | null;
}

/** One target's line: `shop/checkout#primary 5→25 Progressing`. */
export interface TargetText {
  /** As people write it: `shop/checkout#primary`. */
  readonly target: string;
  /** Parts per million. */
  readonly fromPpm: number;
  readonly toPpm: number;
  /** A phase, or how it ended: `Promoted`, `Reverted`, `Settled`, `Gone`. */
  readonly phase: string;
  readonly reason: string;
  /** What its rule was called until this commit; null: the same. */
  readonly movedFrom: string | null;
  /** The line as it stands. */
  readonly text: string;
}

/** Reads what `liveMessage` writes; a line that isn't understood is passed over, for a later version may write more. */
export function readLiveText(message: string): LiveText {
  const [subject = ''] = message.split('\n');
  const trailers = trailersOf(message);
  const all = (name: string): readonly string[] =>
    trailers.filter((trailer) => trailer.name === name).map((trailer) => trailer.value);
  const evidence = all('Sluice-Evidence').flatMap((value) => {
    const at = value.search(/ [{[]/);
    return at < 0 ? [] : [[value.slice(0, at), value.slice(at + 1)] as const];
  });
  return {
    subject,
    intent: all('Sluice-Intent')[0] ?? null,
    targets: all('Sluice-Target').flatMap((value) => targetText(value) ?? []),
    evidence: new Map(evidence),
    reason: all('Sluice-Reason')[0] ?? null,
    by: all('Sluice-By')[0] ?? null,
  };
}

/** A rule's name may hold blanks and arrows; the last arrow is the one that was written after it. */
function targetText(text: string): TargetText | null {
  const parts = /^(.*) ([\d.]+)→([\d.]+) ([A-Z][A-Za-z]*)(?: (.*))?$/.exec(text);
  if (parts === null) return null;
  const [, target = '', from, to, phase = '', rest = ''] = parts;
  // No reason has brackets, but what a rule was called may.
  const [, reason = '', movedFrom = null] = /^(.*?)(?:(?:^| )\(was (.*?)\)?)?$/.exec(rest) ?? [];
  return { target, fromPpm: ppmOf(from), toPpm: ppmOf(to), phase, reason, movedFrom, text };
}

function ppmOf(percent: string | undefined): number {
  return Math.round(Number(percent) * 10_000);
}
