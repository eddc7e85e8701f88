import type { Answered, DiscoveryInput } from './request.ts';
import type { RulesOff } from './rules.ts';
import type { Known, KnownSet, Owed, Refusal, TypeState } from './state.ts';
import { isSubscribed } from './state.ts';

const reasonLimit = 500;

/**
 * Books a request as the ACK or NACK of the response that its nonce names. Only `error_detail` makes a NACK: versions
 * say nothing, since a client may repeat an old one for many reasons (xDS: "ACK and NACK semantics summary").
 */
export function bookAnswer(
  type: TypeState,
  request: DiscoveryInput,
  off: RulesOff,
): { readonly type: TypeState; readonly answered: Answered } {
  const at = type.owed.findIndex((owed) => owed.nonce === request.nonce);
  const owed = type.owed[at];
  if (request.nonce === '' || !owed) return { type, answered: { kind: 'none' } };
  // Clients answer in order, so whatever is older and unanswered was taken.
  const before = at === 0 ? type : takeUntil(type, at - 1);
  const error = off.has('nack-by-error') ? null : request.error;
  if (error === null) {
    return { type: takeUntil(before, 0), answered: { kind: 'ack', commit: owed.commit } };
  }
  const reason = cleanReason(error);
  const culprits = blame(owed, error);
  const names = culprits.map((known) => known.name);
  return {
    type: turnDown(before, owed, culprits, reason),
    answered: { kind: 'nack', commit: owed.commit, resources: names, reason },
  };
}

/** The client took the owed responses up to this position. */
function takeUntil(type: TypeState, last: number): TypeState {
  const taken = type.owed.slice(0, last + 1);
  const newest = taken.at(-1);
  if (!newest) return type;
  const refused = new Map(type.refused);
  for (const owed of taken) for (const known of owed.offered) refused.delete(known.name);
  for (const name of refused.keys()) if (!newest.after.has(name)) refused.delete(name);
  return {
    ...type,
    acked: whatIsLeft(type, newest.after, refused),
    owed: type.owed.slice(last + 1),
    refused: refused.size === type.refused.size ? type.refused : refused,
  };
}

/** A NACK: the named ones stay as they were; the others of that response are in use (gRFC A46, and so does Envoy). */
function turnDown(type: TypeState, owed: Owed, culprits: readonly Known[], reason: string): TypeState {
  const refused = new Map<string, Refusal>(type.refused);
  for (const known of owed.offered) refused.delete(known.name);
  for (const known of culprits) {
    const file = fileOf(known, type.acked.get(known.name));
    refused.set(known.name, { commit: owed.commit, digest: known.digest, file, reason });
  }
  return {
    ...type,
    acked: whatIsLeft(type, owed.after, refused),
    owed: type.owed.slice(1),
    refused,
  };
}

/** `after`, but for what was turned down (it stays as it was) and what the client has let go since. */
function whatIsLeft(type: TypeState, after: KnownSet, refused: ReadonlyMap<string, Refusal>): KnownSet {
  if (refused.size === 0 && (type.wildcard || after.size <= type.names.size)) return after;
  const left = new Map<string, Known>();
  for (const [name, known] of after) {
    const kept = refused.has(name) ? type.acked.get(name) : known;
    if (kept && isSubscribed(type, name)) left.set(name, kept);
  }
  return left;
}

/** The resources that the text names; all that is new in the response when it names none. */
function blame(owed: Owed, error: string): readonly Known[] {
  const named = owed.offered.filter((known) => mentions(error, known.name));
  return named.length > 0 ? named : owed.changed;
}

/** True when the name stands by itself: `shop/a` is not named by `shop/ab`. */
function mentions(error: string, name: string): boolean {
  if (name === '') return false;
  for (let at = error.indexOf(name); at >= 0; at = error.indexOf(name, at + 1)) {
    const around = `${error[at - 1] ?? ' '}${error[at + name.length] ?? ' '}`;
    if (!/[\w/-]/.test(around)) return true;
  }
  return false;
}

/** The file of the first part that differs from what the client has; else the resource's own. */
function fileOf(known: Known, before: Known | undefined): string | null {
  const old = new Map((before?.parts ?? []).map((part) => [part.name, part.digest]));
  const changed = (known.parts ?? []).find((part) => old.get(part.name) !== part.digest);
  return (changed?.source ?? known.source)?.file ?? null;
}

/** Envoy's texts carry dumps of the whole resource: the head and the tail say what is wrong, in what is safe to print. */
function cleanReason(error: string): string {
  const ends = error.length > 4096 ? `${error.slice(0, 2048)}…${error.slice(-2048)}` : error;
  // Blank out what a terminal would obey: control characters, line and direction marks.
  const flat = ends.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ').trim();
  return flat.length <= reasonLimit ? flat : `${flat.slice(0, 150)}…${flat.slice(151 - reasonLimit)}`;
}
