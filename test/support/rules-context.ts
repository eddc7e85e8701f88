/** What rules are told of a repository of which nothing is known but what it was before. */

import type { RulesContext } from '../../policies/input.ts';
import type { Loaded } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';

export function contextOf({ documents, objects, mesh, config, waivers }: Loaded, previous: Mesh): RulesContext {
  return {
    documents,
    objects,
    mesh,
    live: mesh,
    previous,
    change: { author: { name: '', email: '' }, signer: null, base: null, head: '' },
    config,
    waivers,
    nowMs: 0,
    served: true,
    inFlight: [],
  };
}
