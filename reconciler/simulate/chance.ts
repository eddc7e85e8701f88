/** Numbers by chance, all from one seed: the same seed, the same numbers, on every machine. */

/** A source of numbers in [0, 1). */
export type Chance = () => number;

/** sfc32 of PractRand: small and fast, with a state of its own for each run of a seed. */
export function seeded(seed: number, run = 0): Chance {
  let [a, b, c, d] = [seed | 0, run | 0, 0x9e3779b9, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** Above this mean the corrected normal curve is as good as the exact count. */
const normalFrom = 25;

export function poisson(mean: number, chance: Chance): number {
  if (mean <= 0) return 0;
  if (mean > normalFrom) {
    const z = normal(chance);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * z + (z * z - 1) / 6));
  }
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = chance(); product > limit; product *= chance()) count++;
  return count;
}

/** Of `total` trials, the successes. */
export function binomial(total: number, share: number, chance: Chance): number {
  if (total === 0 || share <= 0) return 0;
  if (share >= 1) return total;
  if (share > 0.5) return total - binomial(total, 1 - share, chance);
  if (total * share > normalFrom) {
    const spread = Math.sqrt(total * share * (1 - share));
    return Math.min(total, Math.max(0, Math.round(total * share + spread * normal(chance))));
  }
  // Jumps from success to success.
  const scale = Math.log1p(-share);
  let count = -1;
  for (let at = 0; at <= total; count++) at += 1 + Math.floor(Math.log(1 - chance()) / scale);
  return Math.min(total, count);
}

/** How long until the next event at `rate` a unit of time. */
export function exponential(rate: number, chance: Chance): number {
  return rate <= 0 ? Infinity : -Math.log(1 - chance()) / rate;
}

/** At least 1, with this mean. */
export function geometric(mean: number, chance: Chance): number {
  if (mean <= 1) return 1;
  return 1 + Math.floor(Math.log(1 - chance()) / Math.log(1 - 1 / mean));
}

export function beta(a: number, b: number, chance: Chance): number {
  const x = gamma(a, chance);
  return x === 0 ? 0 : x / (x + gamma(b, chance));
}

function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance());
}

/** Marsaglia and Tsang's method; below 1 by the usual power of a uniform. */
function gamma(shape: number, chance: Chance): number {
  if (shape < 1) return gamma(shape + 1, chance) * Math.pow(1 - chance(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(chance);
    const v = Math.pow(1 + c * x, 3);
    if (v > 0 && Math.log(1 - chance()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
