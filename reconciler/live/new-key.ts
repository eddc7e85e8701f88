/** Targets whose key no earlier intent had: a rename, a split, a new host. */

import { isObject } from '../../policies/json.ts';
import { answerTo, leastRequest } from '../../policies/request.ts';
import { parseDestinationKey, toDigest } from './digest.ts';
import { targetsOf } from './intent.ts';
import type { Intent, TargetView } from './intent.ts';
import { liveMesh } from './live-mesh.ts';
import { sameShares, sharesOf } from './shares.ts';
import type { Entry, LiveState, Share } from './state.ts';

interface Change {
  readonly state: LiveState;
  readonly from: Intent;
  readonly to: Intent;
}

export interface MovedEntry {
  readonly entry: Entry;
  /** The target that left. */
  readonly from: string;
}

/**
 * The entry that moves to this key, phase and all: one of a target that left the intent and means the same. Of several
 * the one that answered the new key's requests until now; else the one that is least far, for it raises nothing.
 */
export function movedEntry(view: TargetView, change: Change): MovedEntry | null {
  const after = targetsOf(change.to.mesh);
  const left = change.state.targets.filter(
    (entry) => !after.has(entry.target) && toDigest(change.to.mesh, view, entry.home) === entry.toDigest,
  );
  const answered = left.length > 1 ? answeringTarget(view, change) : null;
  const chosen =
    left.find((entry) => entry.target === answered) ??
    left.reduce<Entry | null>((least, entry) => (least === null || isLessFar(entry, least) ? entry : least), null);
  if (chosen === null) return null;
  return { entry: { ...chosen, target: view.target, home: chosen.home.map(withFullHost) }, from: chosen.target };
}

/** What the live mesh sends this key's requests to now; null where no host answers them with weights. */
export function answeredShares(view: TargetView, change: Change): readonly Share[] | null {
  const rule = answeringRule(view, change);
  const shares = rule === null ? [] : sharesOf(rule);
  return shares.length === 0 ? null : shares.map(withFullHost);
}

/** A short host name means another service in another namespace, so an item that changes its object names it in full. */
function withFullHost(share: Share): Share {
  const { destination: item, key } = share;
  if (!isObject(item) || !isObject(item['destination'])) return share;
  const { host } = parseDestinationKey(key);
  return { ...share, destination: { ...item, destination: { ...item['destination'], host } } };
}

/** Whether the key only takes its requests back to where the walk that answers them came from: a revert, renamed. */
export function goesHome(view: TargetView, change: Change): boolean {
  const target = answeringTarget(view, change);
  const entry = change.state.targets.find((each) => each.target === target);
  return entry !== undefined && sameShares(view.shares, entry.home);
}

function answeringTarget(view: TargetView, change: Change): string | null {
  return answeringRule(view, change)?.target ?? null;
}

function answeringRule(view: TargetView, { from, state }: Change) {
  const host = view.host.hosts[0];
  if (host === undefined) return null;
  return answerTo(liveMesh(from, state), leastRequest(host, view.rule.matches[0] ?? null));
}

function isLessFar(a: Entry, b: Entry): boolean {
  const rejected = Number(b.phase === 'Rejected') - Number(a.phase === 'Rejected');
  return a.s < b.s || (a.s === b.s && rejected < 0);
}
