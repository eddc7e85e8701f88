// What can't be read, or judged, stays out: with its place and its reason, and the last good head still served.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { Scene, liveRef } from '../support/scene.ts';
import { edited, primary, shopFiles } from '../support/shop.ts';

const walking = shopFiles({ weights: [0, 100] });
let scene: Scene;

beforeEach(async () => {
  scene = await Scene.shop();
});
afterEach(() => scene.close());

/** What keeps main's head out, which must not be live, while what was live before still is. */
async function keptOut(): Promise<unknown> {
  const live = await scene.oid(liveRef);
  const accepted = await scene.accepted();
  await scene.settle();
  expect(await scene.oid(liveRef)).toBe(live);
  expect(await scene.accepted()).toBe(accepted);
  expect(scene.served()).toEqual({ v1: 100 });
  expect(scene.memory.denial?.intent).toBe(await scene.oid('refs/heads/main'));
  const [first] = (scene.memory.denial?.findings ?? []).filter(({ severity }) => severity === 'error');
  return first;
}

/** Merges an entry that no file is: a link or another repository. */
async function mergeEntry(mode: string, oid: string, path: string): Promise<void> {
  const base = await scene.bare.tree(walking);
  const listing = await scene.bare.git('ls-tree', base);
  const tree = await scene.bare.pipe(
    ['mktree', '--missing'],
    `${listing}\n${mode} ${mode === '160000' ? 'commit' : 'blob'} ${oid}\t${path}\n`,
  );
  const main = (await scene.oid('refs/heads/main')) ?? '';
  const commit = await scene.bare.git('commit-tree', tree, '-p', main, '-m', 'Link');
  await scene.bare.git('update-ref', 'refs/heads/main', commit);
}

test('broken YAML', async () => {
  await scene.merge(edited(walking, 'routes/checkout.yaml', 'spec:\n', 'spec: [\n'));
  expect(await keptOut()).toMatchObject({
    file: 'routes/checkout.yaml',
    range: { line: expect.any(Number) },
    message: expect.stringMatching(/./),
  });
});

test('duplicate keys, of which the second is at fault', async () => {
  await scene.merge(
    edited(walking, 'routes/checkout.yaml', '  hosts: [checkout]\n', '  hosts: [checkout]\n  hosts: [other]\n'),
  );
  expect(await keptOut()).toMatchObject({
    file: 'routes/checkout.yaml',
    range: { line: 6 },
    message: expect.stringMatching(/hosts|unique|twice|duplicate/i),
  });
});

test('a symlink', async () => {
  await mergeEntry('120000', await scene.bare.hashObject('blob', '/etc/passwd'), 'link.yaml');
  expect(await keptOut()).toMatchObject({ rule: 'symlink', file: 'link.yaml' });
});

test('a submodule', async () => {
  await mergeEntry('160000', (await scene.oid('refs/heads/main')) ?? '', 'vendor');
  expect(await keptOut()).toMatchObject({ rule: 'submodule', file: 'vendor' });
});

test.skipIf(findOpa() === null)('an unknown builtin in a rule of its own (compiles Rego)', async () => {
  const rule =
    'package own.net\n\ndeny contains "no" if {\n\thttp.send({"method": "get", "url": "http://127.0.0.1:1"})\n}\n';
  await scene.merge({ ...walking, 'rules/net.rego': rule });
  expect(await keptOut()).toMatchObject({
    rule: 'no-verdict',
    file: 'rules/net.rego',
    range: { line: 4 },
    message: expect.stringContaining('http.send'),
  });
});

test.skipIf(findOpa() === null)('an endless rule (compiles Rego)', async () => {
  await scene.close();
  scene = await Scene.shop({ rulesMs: 4_000 });
  // It searches a long text again and again: a loop alone takes memory, and that limit would come first.
  const rule = `package own.slow

text := concat("", ["a" | some _ in numbers.range(1, 100000)])

deny contains "no" if {
	some i in numbers.range(1, 300)
	some j in numbers.range(1, 300)
	contains(text, "b")
}
`;
  await scene.merge({ ...walking, 'rules/slow.rego': rule });
  expect(await keptOut()).toMatchObject({ rule: 'no-verdict', message: expect.stringContaining('took longer than') });
  await scene.merge(walking, 'Without it');
  await scene.settle();
  expect(await scene.entry(primary)).toMatchObject({ phase: 'Progressing' });
});

test.skipIf(findOpa() === null)('what a rule of its own denies (compiles Rego)', async () => {
  const rule = 'package own.freeze\n\ndeny contains {"message": "frozen", "at": {"document": 0, "path": ["kind"]}}\n';
  await scene.merge({ ...walking, 'rules/freeze.rego': rule });
  expect(await keptOut()).toMatchObject({
    rule: 'own/own.freeze',
    message: 'frozen',
    range: { line: expect.any(Number) },
  });
});

test('a bad intent in the middle of a walk leaves the walk alone', async () => {
  await scene.merge(walking);
  await scene.settle();
  await scene.merge(edited(walking, 'routes/checkout.yaml', 'spec:\n', 'spec: [\n'));
  await scene.settle();
  expect(scene.denials()).not.toEqual([]);
  await scene.promote(primary);
  expect(scene.served()).toEqual({ v2: 100 });
});

test.skipIf(findOpa() === null)('a change that takes away the rule which it breaks (compiles Rego)', async () => {
  const rule =
    'package ours\n\ndeny contains "no weight for v2" if input.mesh.virtualHosts[_].rules[_].action.destinations[1].share > 0\n';
  const guarded = { ...shopFiles({ weights: [100, 0] }), 'rules/ours.rego': rule };
  await scene.merge(guarded, 'Add a rule');
  await scene.settle();
  await scene.merge(walking, 'Break the rule and take it away');
  expect(await keptOut()).toMatchObject({ rule: 'own/ours', message: 'no weight for v2' });
  // By a change of its own it may go.
  await scene.merge(shopFiles({ weights: [100, 0] }), 'Take the rule away');
  await scene.settle();
  const accepted = await scene.merge(walking, 'Move to v2');
  await scene.settle();
  expect(await scene.accepted()).toBe(accepted);
});
