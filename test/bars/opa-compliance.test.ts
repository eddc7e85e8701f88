import { expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { measureCompliance, type Outcome } from './opa-compliance.ts';

const opa = findOpa();

test.skipIf(opa === null)('at least 99 of 100 cases of OPA’s own pass', async () => {
  const { outcomes } = await measureCompliance(opa ?? '', new AbortController().signal);
  const count = (kind: Outcome['kind']): number => outcomes.filter(({ outcome }) => outcome.kind === kind).length;
  const passed = count('passed');
  const failed = count('failed');
  const tally = new Map<string, number>();
  for (const { note, outcome } of outcomes) {
    if (outcome.kind === 'passed' || outcome.kind === 'strict') continue;
    const why = `${outcome.kind}: ${outcome.why}`;
    tally.set(why, (tally.get(why) ?? 0) + 1);
    console.log(`compliance: ${note}: ${why}${outcome.kind === 'failed' ? `: ${outcome.detail.slice(0, 300)}` : ''}`);
  }
  for (const [why, times] of [...tally].toSorted(([, a], [, b]) => b - a)) console.log(`compliance: ${times} × ${why}`);
  console.log(
    `compliance: ${JSON.stringify({ cases: outcomes.length, passed, failed, effects: count('effect'), strict: count('strict') })}`,
  );
  expect(outcomes.length).toBeGreaterThan(2000);
  expect(passed / (passed + failed)).toBeGreaterThanOrEqual(0.99);
});
