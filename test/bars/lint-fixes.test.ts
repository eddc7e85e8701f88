// What can be mended by itself is mended, on the lines concerned, and nothing else is said after it.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../policies/finding.ts';
import { fixText } from '../../policies/fix.ts';
import { faults, mutate, type Mutation } from '../corpus/corpus.ts';
import { type LintJudge, openLintJudge, treeOf } from '../support/lint-judge.ts';

let judge: LintJudge;

beforeAll(async () => {
  judge = await openLintJudge();
});
afterAll(() => judge.close());

const seeds = Array.from({ length: 12 }, (_, i) => 91_000 + i);
/** A list of one line may become several objects' worth of text, but no more lines than these change. */
const mostLines = 6;

test('at least fifteen kinds of finding are mended', async () => {
  const mended = new Map<string, number>();
  for (const fault of faults) {
    for (const mutation of seeds.flatMap((seed) => mutate(seed, fault) ?? []).slice(0, 3)) {
      const outcome = await mend(mutation);
      if (outcome === null) continue;
      expect(outcome, `${fault.name} of seed ${mutation.seed}`).toEqual({
        lines: expect.any(Number),
        left: [],
        caused: [],
      });
      expect(outcome.lines, fault.name).toBeLessThanOrEqual(mostLines);
      mended.set(fault.rule, (mended.get(fault.rule) ?? 0) + 1);
    }
  }
  console.log(`fixes: ${mended.size} rules: ${JSON.stringify(Object.fromEntries(mended))}`);
  expect(mended.size).toBeGreaterThanOrEqual(15);
});

/** Null where what was planted is not found with a fix. */
async function mend({ texts, expected }: Mutation): Promise<{
  readonly lines: number;
  readonly left: readonly string[];
  readonly caused: readonly string[];
} | null> {
  const before = await judge.findingsOf(treeOf(texts));
  const planted = before.find(
    ({ rule, file, range, fix }) =>
      fix !== undefined && rule === expected.rule && file === expected.file && range?.line === expected.range.line,
  );
  const text = texts.get(expected.file);
  const next = planted?.fix === undefined || text === undefined ? null : fixText(expected.file, text, planted.fix);
  if (planted === undefined || text === undefined || next === null) return null;
  const after = await judge.findingsOf(treeOf(new Map([...texts, [expected.file, next]])));
  const keys = new Set(before.map(keyOf));
  // A value that can be read now may be wrong for another reason.
  const isRead = expected.rule === 'malformed-object';
  return {
    lines: changedLines(text, next),
    left: after.filter((finding) => keyOf(finding) === keyOf(planted)).map(keyOf),
    caused: after.filter((finding) => !isRead && finding.severity !== 'info' && !keys.has(keyOf(finding))).map(keyOf),
  };
}

function keyOf({ rule, file, object, message }: Finding): string {
  return JSON.stringify([rule, file, object, message]);
}

/** Lines of either text that the other has not. */
function changedLines(a: string, b: string): number {
  const [one, other] = [a.split('\n'), b.split('\n')];
  const [left, right] = [new Set(one), new Set(other)];
  return Math.max(one.filter((line) => !right.has(line)).length, other.filter((line) => !left.has(line)).length);
}
