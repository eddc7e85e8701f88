import { equal } from './compare.ts';
import { array, set, type Builtin, type Value } from './value.ts';

/** `graph.reachable_paths`: from each start every way on, until it ends, leaves the graph or would go in a circle. */
const reachablePaths: Builtin = (graph, starts) => {
  if (graph?.kind !== 'object' || (starts?.kind !== 'array' && starts?.kind !== 'set')) return null;
  const neighbours = (node: Value): readonly Value[] | null => {
    const found = graph.entries.find(([key]) => equal(key, node))?.[1];
    if (found === undefined) return null;
    return found.kind === 'array' || found.kind === 'set' ? found.items : [];
  };
  const paths: Value[] = [];
  for (const start of starts.items) {
    const next = neighbours(start);
    if (next === null) continue;
    if (next.length === 0) paths.push(array([start]));
    for (const node of next) follow(node, [start], neighbours, paths);
  }
  return set(paths);
};

function follow(
  node: Value,
  path: readonly Value[],
  neighbours: (node: Value) => readonly Value[] | null,
  paths: Value[],
): void {
  const next = neighbours(node);
  if (next === null) {
    paths.push(array(path));
    return;
  }
  const longer = [...path, node];
  if (next.length === 0) paths.push(array(longer));
  for (const neighbour of next) {
    if (longer.some((seen) => equal(seen, neighbour))) paths.push(array(longer));
    else follow(neighbour, longer, neighbours, paths);
  }
}

export const graph = { 'graph.reachable_paths': reachablePaths } satisfies Record<string, Builtin>;
