/** Lists of thousands, of which little changes: what differs, told by identity. */

/** The places where two lists of one length hold different items; null when their lengths differ. */
export function differences(a: readonly object[], b: readonly object[]): readonly number[] | null {
  if (a === b) return [];
  if (a.length !== b.length) return null;
  const places: number[] = [];
  // A plain loop: this is all that a change among thousands costs.
  for (let place = 0; place < a.length; place += 1) if (a[place] !== b[place]) places.push(place);
  return places;
}

export function sameList(a: readonly object[], b: readonly object[]): boolean {
  return differences(a, b)?.length === 0;
}

/** Whether two lists agree place by place: where both hold the same item, or two that `same` takes for one. */
export function sameEach<T extends object>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  const places = differences(a, b);
  if (places === null) return false;
  return places.every((place) => {
    const [one, other] = [a[place], b[place]];
    return one !== undefined && other !== undefined && same(one, other);
  });
}

/** Groups by a key, keeping the order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
