import { clusterType, listenerType } from '../snapshot.ts';
import type { SotwRequest } from './request.ts';
import type { RulesOff } from './rules.ts';
import type { TypeState } from './state.ts';
import { forget, openType } from './state.ts';

/** Types whose response is the full set: what isn't in it is deleted (xDS: "Deleting Resources"). */
export function comesAsFullSet(typeUrl: string): boolean {
  return typeUrl === clusterType || typeUrl === listenerType;
}

/** The subscription after a state-of-the-world request, apart from what it ACKs or NACKs. */
export function subscribeSotw(before: TypeState | undefined, request: SotwRequest, off: RulesOff): TypeState {
  if (before && isIgnored(before, request, off)) return before;
  const type = before ?? { ...openType, claim: request.version === '' ? null : request.version };
  const names = new Set(request.names.filter((name) => name !== '*'));
  const wildcard = asksForAll(type, request, off);
  if (before && wildcard === type.wildcard && sameNames(names, type.names)) return type;
  const added = [...names].filter((name) => !type.names.has(name));
  // After a name was let go, the client's next subscription to it starts afresh.
  const kept = wildcard ? type : forget(type, (name) => !names.has(name));
  return {
    ...kept,
    wildcard,
    named: type.named || request.names.length > 0,
    names,
    due: new Set([...[...type.due].filter((name) => wildcard || names.has(name)), ...added]),
    answerDue: type.answerDue || (wildcard && !type.wildcard),
  };
}

/** An empty list means everything until the first that isn't empty, and only for these two types. */
function asksForAll(type: TypeState, request: SotwRequest, off: RulesOff): boolean {
  if (request.names.includes('*')) return true;
  const isLegacy = request.names.length === 0 && comesAsFullSet(request.typeUrl);
  return isLegacy && (!type.named || off.has('wildcard-once'));
}

function isIgnored(type: TypeState, request: SotwRequest, off: RulesOff): boolean {
  if (off.has('new-names') && request.nonce === type.nonce) return true;
  return isStale(type, request) && !off.has('stale-nonce');
}

/** An empty nonce is a client's first word, and never stale. */
function isStale(type: TypeState, request: SotwRequest): boolean {
  return type.nonce !== null && request.nonce !== '' && request.nonce !== type.nonce;
}

function sameNames(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size !== b.size) return false;
  for (const name of a) if (!b.has(name)) return false;
  return true;
}
