// `spec.data` of sluice.yaml: what a repository's own rules see besides their input.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';
import { service, writeFiles } from '../support/lint-folder.ts';
import { Scene } from '../support/scene.ts';
import { primary, shopFiles } from '../support/shop.ts';
import { sluice } from '../support/sluice-process.ts';

const opa = findOpa();

const settings = `apiVersion: sluice.dev/v1alpha1
kind: Config
spec:
  data: [policy/teams.yaml, policy/limits.json]
`;

/** Each namespace of a Service has an owner; nothing may go above a limit while it is raised. */
const rules = `package owners

deny contains sprintf("%s has no owner", [entry.namespace]) if {
	some entry in input.objects["/Service"]
	not data.teams[entry.namespace].owner
}

hold contains {"message": "above the limit", "target": raise.target} if {
	some raise in input.raise
	raise.toPpm > data.limits.ppm
}
`;

const owned = 'teams: {shop: {owner: ana}}\n';
const unowned = 'teams: {bank: {owner: ben}}\n';
const base = {
  'sluice.yaml': settings,
  'rules/owners.rego': rules,
  'policy/teams.yaml': owned,
  'policy/limits.json': '{"limits": {"ppm": 60000}}\n',
};

describe.skipIf(opa === null)('sluice lint and test', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
    await write({ ...base, 'service.yaml': service });
  });
  afterEach(() => folder.remove());

  const write = (files: Readonly<Record<string, string>>): Promise<void> => writeFiles(folder.path, files);
  const lint = (...words: readonly string[]): ReturnType<typeof sluice> => sluice(folder.path, 'lint', ...words);

  async function commitAll(git: TestGit, message: string): Promise<void> {
    await git.git('add', '-A');
    await git.git('commit', '-q', '-m', message);
  }

  test('data alone changes the verdict, past the cache as well', async () => {
    expect(await lint()).toMatchObject({ code: 0, out: expect.not.stringContaining('not-an-object') });
    expect((await lint()).code).toBe(0);
    await write({ 'policy/teams.yaml': unowned });
    expect(await lint()).toMatchObject({ code: 1, out: expect.stringContaining('own/owners shop has no owner') });
    await write({ 'policy/teams.yaml': owned });
    expect((await lint()).code).toBe(0);
  });

  test("rules in conftest's manner see it", async () => {
    const conftest = `package main

deny contains sprintf("%s has no owner", [input.metadata.namespace]) if {
	input.kind == "Service"
	not data.teams[input.metadata.namespace].owner
}
`;
    await write({ 'rules/owners.rego': conftest, 'policy/teams.yaml': unowned });
    expect(await lint()).toMatchObject({ code: 1, out: expect.stringContaining('own/main.deny shop has no owner') });
    await write({ 'policy/teams.yaml': owned });
    expect((await lint()).code).toBe(0);
  });

  test('a change that loosens the data is judged by what was accepted as well', async () => {
    await write({ 'policy/teams.yaml': unowned, 'service.yaml': '' });
    const git = await TestGit.init(folder.path);
    await commitAll(git, 'no shop');
    await git.git('checkout', '-q', '-b', 'change');
    await write({ 'policy/teams.yaml': owned, 'service.yaml': service });
    await commitAll(git, 'a shop, and its owner in one');
    expect(await lint('--base', 'main')).toMatchObject({
      code: 1,
      out: expect.stringContaining('own/owners shop has no owner'),
    });
    await write({ 'sluice.yaml': settings.replace('[policy/teams.yaml, policy/limits.json]', '[]') });
    expect((await lint('--base', 'main')).code).toBe(1);
    await git.git('branch', '-f', 'main', 'change');
    await write({ 'sluice.yaml': settings });
    expect((await lint('--base', 'main')).code).toBe(0);
  });

  test('data that a rule says as well is no verdict, at the rule', async () => {
    await write({ 'policy/limits.json': '{"owners": {"deny": ["nothing"]}}\n' });
    expect(await lint()).toMatchObject({
      code: 4,
      out: expect.stringContaining(
        'rules/owners.rego:3:1: error no-verdict the data says owners.deny, which is a rule',
      ),
    });
  });

  test('its tests see the data, and are not run with what is wrong', async () => {
    await write({
      'rules/owners_test.rego': `package owners_test

test_shop if count(data.owners.deny) == 0 with input as {"objects": {"/Service": [{"namespace": "shop"}]}}
`,
    });
    expect(await sluice(folder.path, 'test')).toMatchObject({ code: 0 });
    await write({ 'policy/teams.yaml': unowned });
    expect(await sluice(folder.path, 'test')).toMatchObject({ code: 1 });
    await write({ 'policy/teams.yaml': '- 1\n' });
    expect(await sluice(folder.path, 'test')).toMatchObject({
      code: 2,
      err: expect.stringContaining('sluice.yaml:4: Expected an object in policy/teams.yaml, found a list'),
    });
  });
});

describe.skipIf(opa === null)('the gate', () => {
  let scene: Scene;

  afterEach(() => scene.close());

  test('judges a change by its own data and by what was accepted', async () => {
    scene = await Scene.create();
    await scene.merge({ ...shopFiles({ weights: [100, 0] }), ...base });
    await scene.start();
    await scene.settle();
    expect(scene.denials()).toEqual([]);
    const bank = { 'bank.yaml': service.replace('namespace: shop', 'namespace: bank') };
    const change = { ...shopFiles({ weights: [100, 0] }), ...base, ...bank };
    await scene.merge(change);
    await scene.settle();
    expect(scene.denials()).toEqual(['own/owners']);
    const both = { 'policy/teams.yaml': 'teams: {shop: {owner: ana}, bank: {owner: ben}}\n' };
    await scene.merge({ ...change, ...both });
    await scene.settle();
    expect(scene.denials()).toEqual(['own/owners']);
    await scene.merge({ ...shopFiles({ weights: [100, 0] }), ...base, ...both });
    await scene.settle();
    const intent = await scene.merge({ ...change, ...both });
    await scene.settle();
    expect(scene.denials()).toEqual([]);
    expect(await scene.accepted()).toBe(intent);
  });

  test('a change of the data alone is denied where what is there would break the rules', async () => {
    scene = await Scene.create();
    const files = { ...shopFiles({ weights: [100, 0] }), ...base };
    await scene.merge(files);
    await scene.start();
    await scene.settle();
    await scene.merge({ ...files, 'policy/teams.yaml': unowned });
    await scene.settle();
    expect(scene.denials()).toEqual(['own/owners']);
    await scene.merge({ ...files, 'policy/teams.yaml': '- 1\n' });
    await scene.settle();
    expect(scene.denials()).toEqual(['own-data']);
  });

  test('a hold sees it', async () => {
    scene = await Scene.create();
    await scene.merge({ ...shopFiles({ weights: [100, 0] }), ...base });
    await scene.start();
    await scene.warmUp();
    await scene.merge({ ...shopFiles({ weights: [0, 100] }), ...base }, 'Move to v2');
    await scene.settle();
    await scene.climb(primary, 5);
    await scene.traffic(primary, { seconds: 20 });
    expect(scene.served()).toEqual({ v1: 95, v2: 5 });
    expect([...scene.memory.raiseHolds.values()]).toMatchObject([{ rule: 'own/owners', message: 'above the limit' }]);
  });
});
