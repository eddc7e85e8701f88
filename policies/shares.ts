/** Weights to shares, and shares to weights. */

export const wholeShare = 1_000_000;

/** w/Σw in parts per million by largest remainder, so that they sum to exactly 1,000,000; Σw must be above 0. */
export function sharesOfWeights(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  const scaled = weights.map((weight) => BigInt(weight) * BigInt(wholeShare));
  const shares = scaled.map((value) => Number(value / sum));
  const left = wholeShare - shares.reduce((total, share) => total + share, 0);
  const byRemainder = scaled
    .map((value, index) => ({ index, remainder: value % sum }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return shares.map((share, index) => share + (raised.has(index) ? 1 : 0));
}

/** Weights of the smallest total of 100, 1,000 … 1,000,000 that holds every share exactly. */
export function weightsOfShares(shares: readonly number[]): readonly number[] {
  let divisor = 10_000;
  while (shares.some((share) => share % divisor !== 0)) divisor /= 10;
  return shares.map((share) => share / divisor);
}
