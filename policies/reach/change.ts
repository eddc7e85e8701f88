/** From one judgement to the next: what changed, and whether it can be told apart from the rest at all. */

import type { Document } from '../document.ts';
import { type RulesContext, waiverEntries } from '../input.ts';
import { canonicalJson } from '../json.ts';
import type { Mesh, Source } from '../mesh.ts';
import type { FactIndex } from './fact-index.ts';
import { placeOf } from './mesh-names.ts';
import { type Moved, movedBetween, strayed } from './moved.ts';
import type { Change } from './reach.ts';
import type { CountedContext } from './slice.ts';

/** Brings the index up to date. Null where something has changed that every finding may hang on. */
export function changeBetween(before: CountedContext, now: CountedContext, index: FactIndex): Change | null {
  const update = index.update(now.documents);
  if (canonicalJson(groundOf(before)) !== canonicalJson(groundOf(now))) return null;
  const astray = strayed(now.live, now.mesh);
  const moves: readonly Moved[] = [
    movedBetween(before.live, now.live, now.mesh),
    ...(before.previous && now.previous ? [movedBetween(before.previous, now.previous, now.mesh)] : []),
    // A finding of the one may hang on the other, in ways that nothing else does, while they differ.
    ...(now.previous ? [movedBetween(now.previous, now.mesh, now.mesh)] : []),
    astray,
  ];
  return {
    ...update,
    moved: documentsAt([...moves.flatMap(({ sources }) => sources), ...walked(before, now)], now.documents),
    ghosts: moves.flatMap((each) => each.ghosts),
    astray: astray.ghosts,
  };
}

/** What every finding hangs on. */
function groundOf({ config, mesh, live, previous, waivers, nowMs, served, namespaces }: CountedContext): unknown {
  return {
    config,
    configs: [mesh.config, live.config, previous?.config ?? null],
    waivers: waiverEntries(waivers, nowMs),
    served,
    isFirst: previous === null,
    answers: hasEndpoints(mesh),
    mostNamed: [namespaces.named > 0, namespaces.unnamed <= namespaces.named],
  };
}

function hasEndpoints({ services }: Mesh): boolean {
  return services.some(({ endpoints }) => endpoints.length > 0);
}

/** Where walks have begun or ended. */
function walked(before: RulesContext, now: RulesContext): readonly Source[] {
  const [old, present] = [new Set(before.inFlight), new Set(now.inFlight)];
  const turned = [...old, ...present].filter((target) => old.has(target) !== present.has(target));
  // A walk may be of a rule that is there no more.
  const ids = new Set(turned.map((target) => target.slice(0, target.lastIndexOf('#'))));
  if (ids.size === 0) return [];
  return now.mesh.virtualHosts.filter(({ id }) => ids.has(id)).map(({ source }) => source);
}

function documentsAt(sources: readonly Source[], documents: readonly Document[]): readonly Document[] {
  if (sources.length === 0) return [];
  const places = new Set(sources.map(({ file, document }) => placeOf(file, document)));
  return documents.filter(({ file, index }) => places.has(placeOf(file, index)));
}
