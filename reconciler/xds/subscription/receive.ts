import { readLowerings } from '../snapshot.ts';
import { bookAnswer } from './answer.ts';
import { claimedLowerings, subscribeDelta } from './delta.ts';
import type { Answered, DiscoveryInput } from './request.ts';
import { withLeft } from './release.ts';
import type { RulesOff } from './rules.ts';
import { subscribeSotw } from './sotw.ts';
import type { StreamState, TypeState } from './state.ts';
import { openType, withType } from './state.ts';

/** Takes one request in: what it answers, and what it subscribes to. What is then to be sent is `nextStep`'s. */
export function receive(
  stream: StreamState,
  request: DiscoveryInput,
  off: RulesOff,
): { readonly stream: StreamState; readonly answered: Answered } {
  const before = stream.types.get(request.typeUrl);
  const booked = before ? bookAnswer(before, request, off) : null;
  const answered: Answered = booked?.answered ?? { kind: 'none' };
  let type =
    request.kind === 'delta' ? subscribeDelta(booked?.type, request, off) : subscribeSotw(booked?.type, request, off);
  if (answered.kind === 'nack' && off.has('no-resend')) type = sendAgain(type, answered.resources);
  if (off.has('quiet')) type = { ...type, answerDue: true };
  const changed = type === before ? stream : withType(stream, request.typeUrl, type);
  const next = before && type.acked !== before.acked ? withLeft(changed, request.typeUrl, before) : changed;
  return { stream: before ? next : withClaims(next, request), answered };
}

/** A stream's first request of a type says what the client runs, and so which lowerings it has seen. */
function withClaims(stream: StreamState, request: DiscoveryInput): StreamState {
  const isClaim = request.kind === 'delta' ? request.initialVersions.size > 0 : request.version !== '';
  if (!isClaim) return stream;
  const lowerings = request.kind === 'delta' ? claimedLowerings(request) : readLowerings(request.version);
  return { ...stream, isReturning: true, lowerings: new Map([...stream.lowerings, ...lowerings]) };
}

function sendAgain(type: TypeState, names: readonly string[]): TypeState {
  const sent = new Map(type.sent);
  for (const name of names) sent.delete(name);
  return { ...type, sent, refused: openType.refused };
}
