/** What differs between two intents, as a plan shows it. */

import { diffMesh, type ShareOf } from '../../policies/diff.ts';
import { printDocument } from '../../policies/document.ts';
import { compareText } from '../../policies/finding.ts';
import type { Mesh, NamedMatch, RouteMatch, StringMatch } from '../../policies/mesh.ts';
import type { PolicyObject } from '../../policies/object.ts';
import type { ObjectChange, PlannedShare, RouteChange } from '../render/plan.ts';
import type { IntentCommit } from './intent.ts';

/** Objects that are there before or after only, or say something else; sorted by object. */
export function objectChanges(from: IntentCommit, to: IntentCommit): readonly ObjectChange[] {
  const before = byId(from.loaded.objects);
  const after = byId(to.loaded.objects);
  const ids = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  return ids.flatMap((id) => {
    const old = before.get(id);
    const now = after.get(id);
    const change = { object: id, before: textOf(old), after: textOf(now) };
    const file = now?.document.file ?? old?.document.file ?? '';
    return change.before === change.after ? [] : [{ ...change, file }];
  });
}

function byId(objects: readonly PolicyObject[]): ReadonlyMap<string, PolicyObject> {
  return new Map(objects.map((object) => [object.id, object]));
}

function textOf(object: PolicyObject | undefined): string | null {
  return object === undefined ? null : printDocument(object.document.value);
}

/** Requests that go elsewhere: one row for each host and match whose shares differ. */
export function routeChanges(before: Mesh, after: Mesh): readonly RouteChange[] {
  return diffMesh(before, after).flatMap((change) => {
    if (change.kind !== 'rule' || sameShares(change.before, change.after)) return [];
    const matches = change.matches.length === 0 ? [''] : change.matches.map(matchText);
    return change.hosts.flatMap((host) =>
      matches.map((match) => ({
        host,
        match,
        before: (change.before ?? []).map(planned),
        after: (change.after ?? []).map(planned),
      })),
    );
  });
}

function planned(share: ShareOf): PlannedShare {
  return { destination: share.key, share: share.share };
}

function sameShares(a: readonly ShareOf[] | null, b: readonly ShareOf[] | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A match in words: `path /api/*, header user-id: 123`. */
function matchText(match: RouteMatch): string {
  const parts = [
    ...(match.path === undefined ? [] : [`path ${stringText(match.path)}`]),
    ...(match.method === undefined ? [] : [`method ${stringText(match.method)}`]),
    ...(match.scheme === undefined ? [] : [`scheme ${stringText(match.scheme)}`]),
    ...(match.authority === undefined ? [] : [`authority ${stringText(match.authority)}`]),
    ...match.headers.map((named) => namedText('header', named)),
    ...match.withoutHeaders.map((named) => namedText('without header', named)),
    ...match.query.map((named) => namedText('query', named)),
  ];
  return parts.join(', ');
}

function namedText(what: string, { name, match }: NamedMatch): string {
  return match.kind === 'present' ? `${what} ${name}` : `${what} ${name}: ${stringText(match)}`;
}

function stringText(match: StringMatch): string {
  switch (match.kind) {
    case 'exact':
      return match.value;
    case 'prefix':
      return `${match.value}*`;
    case 'regex':
      return `~${match.value}`;
    case 'present':
      return 'present';
  }
}
