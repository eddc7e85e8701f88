/** The word that was meant. */

/** The one that is at most two slips of the pen away, the nearest first; null where none is, or where it could be several. */
export function nearest(word: string, known: readonly string[]): string | null {
  const most = word.length < 4 ? 1 : 2;
  const near = known
    .map((each) => ({ each, slips: slipsBetween(word.toLowerCase(), each.toLowerCase(), most) }))
    .filter(({ slips }) => slips <= most)
    .toSorted((a, b) => a.slips - b.slips);
  const [first, second] = near;
  return first !== undefined && first.slips !== second?.slips ? first.each : null;
}

/** Letters added, left out, mistaken, or swapped with the next (optimal string alignment); more than `most` is any more. */
function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, above]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const mistaken = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const least = Math.min(mistaken, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isSwapped ? Math.min(least, (before[j - 2] ?? 0) + 1) : least);
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? most + 1;
}
