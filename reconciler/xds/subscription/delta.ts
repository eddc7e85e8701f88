import { clusterType, listenerType, readLowerings } from '../snapshot.ts';
import type { DeltaRequest } from './request.ts';
import type { RulesOff } from './rules.ts';
import type { Known, TypeState } from './state.ts';
import { forget, nothingKnown, openType } from './state.ts';

/** The subscription after a delta request, apart from what it ACKs or NACKs. */
export function subscribeDelta(before: TypeState | undefined, request: DeltaRequest, off: RulesOff): TypeState {
  if (!before) return firstRequest(request, off);
  if (off.has('stale-subscribe') && request.nonce !== '' && request.nonce !== before.nonce) return before;
  if (off.has('initial-versions') && request.initialVersions.size > 0) return firstRequest(request, off);
  if (request.subscribe.length === 0 && request.unsubscribe.length === 0) return before;
  return unsubscribe(subscribe(before, request, off), request.unsubscribe, off);
}

/** xDS: "How the client specifies what resources to return": nothing asked for means everything, for these two types. */
function firstRequest(request: DeltaRequest, off: RulesOff): TypeState {
  const claims = new Map<string, Known>();
  if (!off.has('initial-versions')) {
    for (const [name, version] of request.initialVersions) claims.set(name, claim(name, version));
  }
  const asksNothing = request.subscribe.length === 0;
  const hasWildcardForm = request.typeUrl === clusterType || request.typeUrl === listenerType;
  const opened: TypeState = {
    ...openType,
    wildcard: asksNothing && hasWildcardForm,
    sent: claims.size === 0 ? nothingKnown : claims,
    acked: claims.size === 0 ? nothingKnown : claims,
    // A client that came back and is up to date hears nothing.
    answerDue: claims.size === 0,
    claim: claims.size === 0 ? null : '',
  };
  const names = request.subscribe.filter((name) => name !== '*');
  return {
    ...opened,
    wildcard: opened.wildcard || request.subscribe.includes('*'),
    names: new Set(names),
    due: new Set(names.filter((name) => !claims.has(name))),
  };
}

function claim(name: string, version: string): Known {
  const digest = version.split('!')[0] ?? '';
  return { name, version, digest, body: null, source: null, refersTo: null };
}

function subscribe(type: TypeState, request: DeltaRequest, off: RulesOff): TypeState {
  if (request.subscribe.length === 0) return type;
  const names = request.subscribe.filter((name) => name !== '*');
  const wildcard = off.has('legacy-wildcard') && names.length > 0 ? false : type.wildcard;
  const asksAll = request.subscribe.includes('*');
  return {
    ...type,
    wildcard: wildcard || asksAll,
    names: new Set([...type.names, ...names]),
    due: off.has('answer-subscribe')
      ? new Set([...type.due, ...names.filter((name) => !type.sent.has(name))])
      : new Set([...type.due, ...names]),
    answerDue: type.answerDue || asksAll,
  };
}

function unsubscribe(type: TypeState, gone: readonly string[], off: RulesOff): TypeState {
  if (gone.length === 0) return type;
  const names = new Set(type.names);
  const due = new Set(type.due);
  const wildcard = type.wildcard && !gone.includes('*');
  for (const name of gone) {
    // A name that was never subscribed to is nobody's business (xDS: "Unsubscribing from resources").
    if (!names.delete(name)) continue;
    due.delete(name);
    // The client has to learn that it keeps the resource, by the wildcard.
    if (wildcard && !off.has('answer-unsubscribe')) due.add(name);
  }
  const left = { ...type, wildcard, names, due };
  return wildcard ? left : forget(left, (name) => !names.has(name));
}

/** T → attempt, from what the client says it runs. */
export function claimedLowerings(request: DeltaRequest): ReadonlyMap<string, string> {
  return new Map([...request.initialVersions.values()].flatMap((version) => [...readLowerings(version)]));
}
