// What `sluice why`, `log` say of a real live branch: from Git alone, in numbers.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { abort } from '../../reconciler/commands/abort.ts';
import { UsageError, type Command } from '../../reconciler/commands/command.ts';
import { log } from '../../reconciler/commands/log.ts';
import { why } from '../../reconciler/commands/why.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';

let scene: Scene;
let intent: string;

beforeEach(async () => {
  scene = await Scene.shop();
  intent = await scene.merge(shopFiles({ weights: [0, 100] }), 'Move checkout to v2');
  await scene.settle();
});
afterEach(() => scene.close());

async function say(command: Command, words: readonly string[], flags: Record<string, string | true> = {}) {
  let told = '';
  const io = { out: (text: string) => (told += text), err: () => undefined, colour: false, cwd: scene.folder, env: {} };
  const named = { repo: scene.server?.url('mesh.git') ?? scene.bare.dir, ...flags };
  await command.run({ words, flags: named, io, signal: new AbortController().signal });
  return told;
}

async function rollBack(): Promise<void> {
  await scene.climb(primary, 50);
  await scene.traffic(primary, { seconds: 5, canaryErrors: 0.5 });
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Rejected' });
}

test('a rollback is told by its counts, its lines, who merged it, and what to do next', async () => {
  await rollBack();
  const told = await say(why, []);
  expect(told).toMatch(
    /^shop\/checkout#primary rolled back from 50%: [\d,]+ of [\d,]+ canary answers were errors against 0 of [\d,]+ of stable\n/,
  );
  expect(told).toMatch(/checkout\.shop\.svc\.cluster\.local:80\/v2 50% → 0%/);
  expect(told).toMatch(/routes\/checkout\.yaml:\d+ - .*weight: 50/);
  expect(told).toMatch(/routes\/checkout\.yaml:\d+ \+ .*weight: 100/);
  expect(told).toMatch(/merged {3}[0-9a-f]{12} \S+ .*: Move checkout to v2/);
  expect(told).toContain(`take the change out of main: git revert ${intent.slice(0, 12)}`);
  expect(told).toContain(`try the same again: sluice retry shop/checkout#primary --repo ${scene.bare.dir}`);
  expect(told).toMatch(/path 0% at 0ms → 5% at .* → 50% at .* → 0% Rejected errors at/);
});

test('a merge, a live commit, its beginning and a walk lead to the same story', async () => {
  await rollBack();
  const head = (await scene.oid(liveRef)) ?? '';
  const told = await say(why, []);
  for (const word of [intent, intent.slice(0, 10), head, head.slice(0, 10), 'shop/checkout#primary', primary]) {
    expect(await say(why, [word]), word).toBe(told);
  }
  expect(await say(why, ['shop/checkout'])).toBe(told);
  await expect(say(why, ['shop/other'])).rejects.toThrow(UsageError);
  await expect(say(why, ['0123456789'])).rejects.toThrow(/no live commit is, serves, or moved 0123456789/);
});

test('the document for programs has the same facts', async () => {
  await rollBack();
  const document: unknown = JSON.parse(await say(why, [], { json: true }));
  expect(document).toMatchObject({
    version: 1,
    intent: { commit: intent, subject: 'Move checkout to v2' },
    walks: [
      {
        target: 'shop/checkout#primary',
        fromPpm: 500_000,
        toPpm: 0,
        phase: 'Rejected',
        reason: 'errors',
        attempt: 1,
        headline: expect.stringContaining('rolled back'),
        evidence: { verdict: 'errors', stable: { bad: 0 } },
        asks: { errors: expect.stringMatching(/^at most 1%/) },
        advice: [{}, { command: `git revert ${intent.slice(0, 12)}` }, {}],
      },
    ],
  });
});

test('a person is named with the reason given', async () => {
  await scene.climb(primary, 5);
  await say(abort, [primary], { by: 'ada', reason: 'wrong image' });
  const told = await say(why, ['shop/checkout#primary']);
  expect(told).toMatch(/^shop\/checkout#primary taken back from 5% by ada: wrong image\n/);
});

test('over HTTP too, and as Markdown', async () => {
  await scene.close();
  scene = await Scene.shop({ http: {} });
  await scene.merge(shopFiles({ weights: [0, 100] }), 'Move @all to <b>v2</b>');
  await scene.settle();
  await scene.climb(primary, 5);
  const told = await say(why, [], { markdown: true, dir: `${scene.folder}/why` });
  expect(told).toContain('### ✅ `shop/checkout#primary`: `raised from 0% to 5%');
  await scene.climb(primary, 50);
  expect(await say(why, [], { dir: `${scene.folder}/why` })).toMatch(/path 0% at 0ms → 5% at \S+ → 50% at/);
  expect(told).toContain('`Move @all to <b>v2</b>`');
});

test('log shows the counts beside each step', async () => {
  await rollBack();
  const told = await say(log, []);
  expect(told).toMatch(
    /shop\/checkout#primary 50→0 Rejected errors \(canary [\d,]+\/[\d,]+ bad, stable 0\/[\d,]+ bad\)/,
  );
});
