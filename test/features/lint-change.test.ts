// `sluice lint` of a change: what it causes is told, and what was accepted before it judges.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';
import { route, service, writeFiles } from '../support/lint-folder.ts';
import { sluice } from '../support/sluice-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

function write(files: Readonly<Record<string, string>>): Promise<void> {
  return writeFiles(folder.path, files);
}

async function commitAll(git: TestGit, message: string): Promise<void> {
  await git.git('add', '-A');
  await git.git('commit', '-q', '-m', message);
}

function lint(...words: readonly string[]): ReturnType<typeof sluice> {
  return sluice(folder.path, 'lint', ...words);
}

test('with --base only what the change causes is told, in whatever file', async () => {
  const git = await TestGit.init(folder.path);
  await write({
    'old.yaml': route('gone').replace('name: checkout', 'name: old').replace('hosts: [checkout.', 'hosts: [old.'),
  });
  await write({ 'service.yaml': service, 'route.yaml': route('checkout') });
  await commitAll(git, 'what is there');
  await git.git('checkout', '-q', '-b', 'change');
  await write({ 'service.yaml': '' });
  await commitAll(git, 'take the service away');
  const { code, out } = await lint('--base', 'main');
  expect(code).toBe(1);
  expect(out).toContain('route.yaml:8:27: error route-to-nothing');
  expect(out).not.toContain('old.yaml');
  expect(await lint('--ref', 'main')).toMatchObject({ code: 1, out: expect.stringContaining('old.yaml:8:27') });
  expect((await lint('--base', 'main', '--ref', 'main')).code).toBe(0);
  expect(await lint('--base', 'nowhere')).toMatchObject({ code: 2 });
});

test('a change is judged by the waivers and settings that were accepted before it', async () => {
  const git = await TestGit.init(folder.path);
  await write({ 'service.yaml': service, 'route.yaml': route('checkout') });
  await commitAll(git, 'what is there');
  await git.git('checkout', '-q', '-b', 'change');
  const settings = `apiVersion: sluice.dev/v1alpha1\nkind: Config\nspec: {rules: {route-to-nothing: {severity: off}}}\n`;
  await write({ 'route.yaml': route('gone'), 'waiver.yaml': waiver('2099-01-01'), 'sluice.yaml': settings });
  await commitAll(git, 'loosen what judges, and sin');
  expect((await lint('--base', 'main')).out).toContain('route.yaml:8:27: error route-to-nothing');
});

function waiver(expires: string): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Waiver
metadata: {name: checkout-moves, namespace: shop}
spec:
  rule: route-to-nothing
  object: {kind: VirtualService, name: checkout}
  owner: ana
  reason: the service comes on Monday
  expires: ${expires}
`;
}

test('a waiver holds until its day, and is told of when it has ended or is not needed', async () => {
  await write({ 'service.yaml': service, 'route.yaml': route('gone'), 'waiver.yaml': waiver('2099-01-01') });
  expect(await lint()).toMatchObject({ code: 0, out: expect.not.stringContaining('route-to-nothing') });
  await write({ 'waiver.yaml': waiver('2026-01-01') });
  const ended = await lint();
  expect(ended.code).toBe(1);
  expect(ended.out).toContain('waiver.yaml:9:12: warning waiver-ended');
  await write({ 'route.yaml': route('checkout'), 'waiver.yaml': waiver('2099-01-01') });
  expect((await lint()).out).toContain('waiver.yaml:5:9: warning waiver-unused');
  await write({ 'waiver.yaml': waiver('2099-02-30') });
  expect((await lint()).out).toContain('waiver.yaml:9:12: error malformed-object Expected a day');
});
