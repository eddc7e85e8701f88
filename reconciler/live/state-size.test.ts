import { expect, test } from 'vitest';
import { walking } from '../../test/support/walks.ts';
import { emptyState, mostStateBytes } from './state.ts';
import { parseState, printState } from './state-file.ts';

test('three thousand walks are read back as they were written', () => {
  const [entry] = walking(50_000).state.targets;
  const targets = Array.from({ length: 3_000 }, (_, place) => ({
    ...(entry ?? expect.fail('nothing walks')),
    target: `VirtualService/shop/s${String(place).padStart(4, '0')}#primary`,
  }));
  const state = { ...emptyState, targets };
  const text = printState(state) ?? '';
  // Well above what a policy may have.
  expect(text.split('\n').length).toBeGreaterThan(60_000);
  expect(text.length).toBeLessThan(mostStateBytes);
  expect(parseState(text)).toEqual({ ok: true, state });
});
