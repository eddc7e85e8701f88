import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharesOfWeights, weightsOfShares, wholeShare } from './shares.ts';
import { seedOfRun } from '../test/support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

const weights = fc
  .array(fc.nat(1_000_000_000), { minLength: 1, maxLength: 8 })
  .filter((each) => each.some((weight) => weight > 0));

test('shares sum to exactly a million, each within one of its weight, and none of a weight of 0', () => {
  fc.assert(
    fc.property(weights, (each) => {
      const sum = each.reduce((total, weight) => total + weight, 0);
      const shares = sharesOfWeights(each);
      expect(shares.reduce((total, share) => total + share, 0)).toBe(wholeShare);
      for (const [index, share] of shares.entries()) {
        const exact = ((each[index] ?? 0) / sum) * wholeShare;
        expect(Math.abs(share - exact)).toBeLessThanOrEqual(1);
        expect(each[index] === 0 && share > 0).toBe(false);
      }
    }),
  );
});

test('weights of shares give the same shares, in the smallest total', () => {
  fc.assert(
    fc.property(weights, (each) => {
      const shares = sharesOfWeights(each);
      const written = weightsOfShares(shares);
      const total = written.reduce((sum, weight) => sum + weight, 0);
      expect(sharesOfWeights(written)).toEqual(shares);
      expect([100, 1000, 10_000, 100_000, 1_000_000]).toContain(total);
      expect(total > 100 && written.every((weight) => weight % 10 === 0)).toBe(false);
    }),
  );
});
