// A proxy that lies, among three and among twenty, changes no decision: small seeded fleets, with it and without it.

import { expect, test } from 'vitest';
import { seeded } from '../../test/support/seeded.ts';
import { Feed, of } from '../../test/support/evidence-feed.ts';
import type { Given } from '../../test/support/evidence-feed.ts';

type Lie = 'all good' | 'all bad' | 'a bad canary';

/** Error shares of canary and stable, and the verdict that is right. */
const truths = [
  { canary: 0.001, stable: 0.001, right: 'fine' },
  { canary: 0.005, stable: 0.005, right: 'fine' },
  { canary: 0.05, stable: 0.005, right: 'bad' },
  { canary: 0.5, stable: 0.005, right: 'bad' },
] as const;
const lies: readonly (readonly [number, Lie])[] = [3, 20].flatMap((count) =>
  (['all good', 'all bad', 'a bad canary'] as const).map((lie) => [count, lie] as const),
);

test.each(lies)('of %i proxies one says %s: the verdict is as it would be', (count, lie) => {
  for (const truth of truths) {
    for (const seed of [1, 2, 3]) {
      expect(endOf(count, lie, truth, seed), `at ${truth.canary}, seed ${seed}`).toBe(truth.right);
    }
  }
});

/** The first verdict, at 100 canary requests a second in all, the liar's among them. */
function endOf(count: number, lie: Lie, truth: (typeof truths)[number], seed: number): string {
  const chance = seeded(seed);
  const feed = new Feed().begin();
  for (let flush = 0; flush < 4 * 120; flush++) {
    const told = Array.from({ length: count }, (_, i) =>
      of(`edge-${i}`, counted(count, truth, i === 0 ? lie : null, chance)),
    );
    const { name } = feed.flush(...told);
    if (name === 'bad' || name === 'fine') return name;
  }
  return feed.name;
}

function counted(count: number, truth: (typeof truths)[number], lie: Lie | null, chance: () => number): Given {
  return {
    canary: told(draw(25 / count, chance), truth.canary, lie === 'a bad canary' ? 'all bad' : lie, chance),
    stable: told(draw(475 / count, chance), truth.stable, lie === 'a bad canary' ? null : lie, chance),
  };
}

function told(total: number, share: number, lie: Lie | null, chance: () => number): readonly [number, number] {
  if (lie !== null) return [lie === 'all good' ? total : 0, total];
  return [Array.from({ length: total }, chance).filter((each) => each >= share).length, total];
}

/** A whole number of this mean. */
function draw(mean: number, chance: () => number): number {
  return Math.floor(mean * (0.5 + chance()) + chance());
}
