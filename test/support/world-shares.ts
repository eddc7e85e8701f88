/** What a mesh sends where. */

import type { Mesh } from '../../policies/mesh.ts';
import { targetsOf } from '../../reconciler/live/intent.ts';
import { totalsOf } from '../../reconciler/live/shares.ts';

const none: ReadonlyMap<string, number> = new Map();

/** D → parts per million of a target's requests; empty for a target that the mesh hasn't. */
export function sharesIn(mesh: Mesh, target: string): ReadonlyMap<string, number> {
  const view = targetsOf(mesh).get(target);
  return view === undefined ? none : totalsOf(view.shares);
}
