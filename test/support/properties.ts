/** Properties by fast-check, with seeds that can be told and given. */

import fc from 'fast-check';

/**
 * The seed of a run: the same each time, so that a test says the same of the same commit. `PROPERTY_SEED` gives another;
 * the bars set it to `random`, for it is their work to look where nobody has looked.
 */
export function seedOfRun(): number {
  const given = process.env['PROPERTY_SEED'] ?? '20260131';
  return given === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(given);
}

/**
 * Searches `runs` cases for one that breaks a property; undefined when there is none, else the smallest one found, with
 * its seed. `PROPERTY_SEED=<seed>` runs the same cases again.
 */
export function counterexample<T>(property: fc.IProperty<T>, runs: number, seed = seedOfRun()): string | undefined {
  const outcome = fc.check(property, { seed, numRuns: runs, endOnFailure: true });
  if (!outcome.failed) return undefined;
  const { counterexamplePath: path } = outcome;
  const again = { seed, numRuns: runs, ...(path === null ? {} : { path }) };
  return fc.defaultReportMessage(fc.check(property, { ...again, interruptAfterTimeLimit: shrinkForMs }));
}

/** Making a case smaller may take hours; what is found by then will do. */
const shrinkForMs = 20_000;
