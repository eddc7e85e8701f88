/** Names that wait for each other. */

/** An edge that closes a cycle: `from` waits for `to`, which waits (by way of others) for `from`. */
export interface Closing {
  readonly from: string;
  readonly to: string;
  /** From `to` on to `from`, or the beginning of that. */
  readonly way: readonly string[];
  readonly whole: boolean;
}

/** So many names of a way are given: more tell nobody more. */
const longestWay = 8;

/** The edges that close a cycle, in the order of a walk along the map; without them there is none. */
export function closings(edges: ReadonlyMap<string, readonly string[]>): readonly Closing[] {
  const found: Closing[] = [];
  const done = new Set<string>();
  for (const start of edges.keys()) {
    // A stack of our own: a chain may be longer than the engine's.
    const stack: { readonly name: string; next: number }[] = done.has(start) ? [] : [{ name: start, next: 0 }];
    const place = new Map(stack.map(({ name }) => [name, 0]));
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = edges.get(top.name)?.[top.next];
      top.next += 1;
      if (to === undefined) {
        stack.pop();
        place.delete(top.name);
        done.add(top.name);
        continue;
      }
      const at = place.get(to);
      if (at !== undefined) {
        const way = stack.slice(at, at + longestWay).map(({ name }) => name);
        found.push({ from: top.name, to, way, whole: at + way.length === stack.length });
      } else if (!done.has(to)) {
        place.set(to, stack.length);
        stack.push({ name: to, next: 0 });
      }
    }
  }
  return found;
}
