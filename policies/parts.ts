/** Contributions sorted by kind, each with the object that it came from. */

import type { Contribution } from './contribution.ts';
import type { PolicyObject } from './object.ts';
import type { ReadObject } from './read.ts';

export interface Part<K extends Contribution['kind']> {
  readonly object: PolicyObject;
  readonly draft: Extract<Contribution, { kind: K }>;
}

export type AnyPart = Part<Contribution['kind']>;

/** The contributions of each kind, in the order of the objects. */
export type Parts = { readonly [K in Contribution['kind']]: readonly Part<K>[] };

export const noParts: Parts = emptyParts();

/** Sorts in one pass; the parts themselves are those of the reads, so that equal lists can be told by identity. */
export function sortParts(reads: readonly ReadObject[]): Parts {
  const parts = emptyParts();
  for (const read of reads) {
    // The list of the part's own kind: TypeScript does not follow a key through a union.
    for (const part of read.parts) (parts[part.draft.kind] as AnyPart[]).push(part);
  }
  return parts;
}

/** Puts each part in the place of another of its kind; both come in the order of the objects. */
export function replaceParts(
  parts: Parts,
  changes: readonly { readonly before: AnyPart; readonly now: AnyPart }[],
): Parts {
  const copies = new Map<Contribution['kind'], { readonly list: AnyPart[]; from: number }>();
  for (const { before, now } of changes) {
    const { kind } = now.draft;
    // Parts of one kind are parts of any, which TypeScript does not see.
    const copy = copies.get(kind) ?? { list: [...(parts[kind] as readonly AnyPart[])], from: 0 };
    copies.set(kind, copy);
    const index = copy.list.indexOf(before, copy.from);
    if (index === -1) throw new Error(`no part of ${before.object.id} to replace`);
    copy.list[index] = now;
    copy.from = index + 1;
  }
  const lists = [...copies].map(([kind, { list }]) => [kind, list] as const);
  // Each part took the place of one of its own kind.
  return { ...parts, ...(Object.fromEntries(lists) as Partial<Parts>) };
}

function emptyParts(): { readonly [K in Contribution['kind']]: Part<K>[] } {
  return {
    service: [],
    endpoints: [],
    workload: [],
    subsets: [],
    routes: [],
    access: [],
    rollout: [],
    slo: [],
    config: [],
    waiver: [],
    origin: [],
  };
}
