import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { defaultConfig } from '../../policies/build.ts';
import type { Json } from '../../policies/mesh.ts';
import { type Raise, raiseHolds, raiseInput } from '../../policies/raise.ts';
import { findOpa } from '../setup/binaries.ts';
import { createRules } from './rules.ts';

const opa = findOpa();
const { signal } = new AbortController();
const tuesdayNoon = Date.parse('2026-11-24T12:00:00Z');

const shop: Raise = {
  target: 'VirtualService/shop/a#primary',
  namespace: 'shop',
  name: 'a',
  fromPpm: 50_000,
  toPpm: 500_000,
};
const ops: Raise = { ...shop, target: 'VirtualService/ops/b#primary', namespace: 'ops', name: 'b' };

let cacheDir = '';

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'sluice-raise-'));
});

afterAll(async () => {
  await rm(cacheDir, { recursive: true, force: true });
});

/** Rule and message by target. */
async function holds(
  nowMs: number,
  parameters: Readonly<Record<string, Json>>,
  own: string | null = null,
): Promise<unknown> {
  const rules = createRules({ opa, cacheDir, limits: { timeoutMs: 20_000, memoryMb: 256 } });
  onTestFinished(() => rules.close());
  const config = { ...defaultConfig, rules: { 'outside-window': { parameters } } };
  const files = new Map(own === null ? [] : [['rules/own.rego', own]]);
  const verdict = await rules.judge(raiseInput(config, [shop, ops], nowMs), files, signal);
  if (verdict.kind !== 'judged') return verdict;
  const held = raiseHolds(verdict.violations, [shop, ops]);
  return Object.fromEntries([...held].map(([target, { rule, message }]) => [target, [rule, message]]));
}

test('the input says the time in UTC, taken apart', () => {
  expect(raiseInput(defaultConfig, [shop], tuesdayNoon + 61_000)).toMatchObject({
    raise: [shop],
    now: { epochMs: tuesdayNoon + 61_000, text: '2026-11-24T12:01:01.000Z', weekday: 'tue', minuteOfDay: 721 },
  });
});

describe('the rule outside-window, compiled', () => {
  const windows = [{ days: ['tue'], from: '09:00', to: '17:00', utcOffset: '+01:00' }];
  const hour = 3_600_000;

  test('holds nothing without parameters, and nothing within a window', async () => {
    expect(await holds(tuesdayNoon, {})).toEqual({});
    expect(await holds(tuesdayNoon, { windows })).toEqual({});
  });

  test('holds each raise out of it, by name', async () => {
    const held = ['outside-window', 'no window is open; there is tue 09:00-17:00 +01:00'];
    expect(await holds(tuesdayNoon + 4 * hour, { windows })).toEqual({ [shop.target]: held, [ops.target]: held });
    expect(await holds(tuesdayNoon - 4 * hour - 1, { windows })).toEqual({ [shop.target]: held, [ops.target]: held });
    expect(await holds(tuesdayNoon - 4 * hour, { windows })).toEqual({});
  });

  test('a freeze of one namespace holds that alone', async () => {
    const freezes = [{ from: '2026-11-24T13:00:00+01:00', to: '2026-11-25T00:00:00Z', namespaces: ['ops'] }];
    expect(await holds(tuesdayNoon, { freezes })).toEqual({
      [ops.target]: ['outside-window', 'nothing is raised from 2026-11-24T13:00:00+01:00 to 2026-11-25T00:00:00Z'],
    });
    expect(await holds(tuesdayNoon - 1, { freezes })).toEqual({});
  });
});

describe.skipIf(opa === null)("a repository's own rule", () => {
  const own = `package lunch

deny contains "no change without a signer" if not input.change.signer

hold contains {"message": "not at lunch", "target": raise.target} if {
	some raise in input.raise
	raise.namespace == "shop"
	raise.toPpm > 250000
	input.now.minuteOfDay >= 720
	input.now.minuteOfDay < 780
}
`;

  test('holds a raise by hold; its deny judges changes alone', async () => {
    expect(await holds(tuesdayNoon, {}, own)).toEqual({ [shop.target]: ['own/lunch', 'not at lunch'] });
    expect(await holds(tuesdayNoon - 1, {}, own)).toEqual({});
  });

  test('a hold alone is enough, and without a target it is for all', async () => {
    const all = ['own/lunch', 'never'];
    expect(await holds(tuesdayNoon, {}, 'package lunch\n\nhold contains "never"\n')).toEqual({
      [shop.target]: all,
      [ops.target]: all,
    });
  });

  test('a hold that is no set is no verdict', async () => {
    expect(await holds(tuesdayNoon, {}, 'package lunch\n\nhold if input.raise\n')).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining('a hold that is no set'),
    });
  });
});
