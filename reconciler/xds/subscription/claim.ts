import type { ResourceMap } from './difference.ts';
import type { Known, KnownSet, TypeState, Variant } from './state.ts';

/**
 * Compares what a new stream's client says it runs with what it is to run. What agrees needs no sending: a restart of
 * either side resends nothing.
 */
export function settleClaim(
  type: TypeState,
  target: ResourceMap,
  variant: Variant,
  versionOf: (set: KnownSet) => string,
): TypeState {
  if (type.claim === null) return type;
  if (variant === 'delta') return settleNames(type, target);
  const wanted = wantedOf(type, target);
  const isCurrent = versionOf(wanted) === type.claim && (type.wildcard || wanted.size === type.names.size);
  if (!isCurrent) return { ...type, claim: null };
  return { ...type, claim: null, sent: wanted, acked: wanted, due: new Set(), answerDue: false };
}

/** What doesn't agree yet may agree later, when the snapshot goes back to what the client brought. */
function settleNames(type: TypeState, target: ResourceMap): TypeState {
  const sent = agreed(type.sent, target);
  const acked = agreed(type.acked, target);
  const isOpen = [...sent.values(), ...acked.values()].some((known) => known.body === null);
  const claim = isOpen ? type.claim : null;
  if (claim === type.claim && sent === type.sent && acked === type.acked) return type;
  return { ...type, claim, sent, acked };
}

function agreed(set: KnownSet, target: ResourceMap): KnownSet {
  const found = [...set.values()].flatMap((known) => {
    const resource = known.body === null ? target.get(known.name) : undefined;
    return resource?.version === known.version ? [resource] : [];
  });
  if (found.length === 0) return set;
  return new Map([...set, ...found.map((resource) => [resource.name, resource] as const)]);
}

/** The part of a snapshot that this client subscribes to; its own map where that is all. */
export function wantedOf(type: TypeState, target: ResourceMap): KnownSet {
  if (type.wildcard) return target;
  const wanted = new Map<string, Known>();
  for (const name of [...type.names].toSorted()) {
    const resource = target.get(name);
    if (resource) wanted.set(name, resource);
  }
  return wanted;
}
