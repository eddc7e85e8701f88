import { expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { measureAgreement } from './builtin-calls.ts';

const opa = findOpa();

test.skipIf(opa === null)('the host answers 10,000 calls made at random as opa does', async () => {
  const signal = new AbortController().signal;
  const { calls, agreed, crashed, refused, differences, uncalled } = await measureAgreement(
    opa ?? '',
    10_000,
    1_000,
    signal,
  );
  for (const { call, theirs, ours } of differences)
    console.log(`calls: ${call.slice(0, 600)}\n  opa: ${theirs}\n  host: ${ours}`);
  for (const call of crashed) console.log(`calls: opa ends at ${call.slice(0, 300)}`);
  const reasons = new Map<string, number>();
  for (const { call, why } of refused) {
    const reason = `${call.slice(0, call.indexOf('('))}: ${why}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  for (const [reason, times] of reasons) console.log(`calls: refused aloud, ${times} × ${reason}`);
  console.log(
    `calls: ${JSON.stringify({ calls, agreed, crashed: crashed.length, refused: refused.length, differences: differences.length })}`,
  );
  expect(uncalled).toEqual([]);
  expect(differences).toEqual([]);
  expect(refused.length / calls).toBeLessThan(0.02);
});
