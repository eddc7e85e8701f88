/** What rules see of a part of a repository. */

import type { Document } from '../document.ts';
import type { NamespaceCounts, RulesContext } from '../input.ts';
import type { Mesh, Source } from '../mesh.ts';
import { fullName, placeOf, serviceName, virtualHostName } from './mesh-names.ts';

/** What is counted of the whole is known: a part of it has none of its own. */
export interface CountedContext extends RulesContext {
  readonly namespaces: NamespaceCounts;
}

/** The context with these documents alone; their order is kept. */
export function sliceOf(context: CountedContext, seen: ReadonlySet<Document>): RulesContext {
  const { documents, objects, mesh, live, previous } = context;
  const kept = documents.filter((document) => seen.has(document));
  const places = new Set(kept.map(({ file, index }) => placeOf(file, index)));
  const isSeen = ({ source }: { readonly source: Source }): boolean =>
    places.has(placeOf(source.file, source.document));
  const part = partOf(mesh, isSeen);
  return {
    ...context,
    documents: kept,
    objects: objects.filter(({ document }) => seen.has(document)),
    mesh: part,
    live: live === mesh ? part : otherPart(live, mesh, part),
    previous: previous && otherPart(previous, mesh, part),
  };
}

function partOf(mesh: Mesh, isSeen: (each: { readonly source: Source }) => boolean): Mesh {
  // Whether any Service has an endpoint is asked of the whole.
  const answering = mesh.services.find(({ endpoints }) => endpoints.length > 0);
  return {
    ...mesh,
    services: mesh.services.filter((each) => each === answering || isSeen(each)),
    virtualHosts: mesh.virtualHosts.filter(isSeen),
    access: mesh.access.filter(isSeen),
    rollouts: mesh.rollouts.filter(isSeen),
    slos: mesh.slos.filter(isSeen),
  };
}

/** Of a mesh of another time, whose places say nothing here: what is in the part as well, and what the mesh has no more. */
function otherPart(other: Mesh, mesh: Mesh, part: Mesh): Mesh {
  const of = <T>(pick: (mesh: Mesh) => readonly T[], nameOf: (item: T) => string): readonly T[] => {
    const now = new Set(pick(mesh).map(nameOf));
    const here = new Set(pick(part).map(nameOf));
    return pick(other).filter((item) => here.has(nameOf(item)) || !now.has(nameOf(item)));
  };
  return {
    ...other,
    services: of((each) => each.services, serviceName),
    virtualHosts: of((each) => each.virtualHosts, virtualHostName),
    access: of((each) => each.access, fullName),
    rollouts: of((each) => each.rollouts, fullName),
    slos: of((each) => each.slos, fullName),
  };
}
