// Rules that are not what was pulled: lint says so, of a change as well, and the gate lets none of it in.

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lint } from '../../reconciler/commands/lint.ts';
import { plan } from '../../reconciler/commands/plan.ts';
import { called } from '../support/called.ts';
import { TestGit } from '../support/git-repository.ts';
import { writeFiles } from '../support/lint-folder.ts';
import { cart, names, openOffice, tested, type Office } from '../support/office-rules.ts';
import { Scene } from '../support/scene.ts';
import { shopFiles } from '../support/shop.ts';
import type { Ended } from '../support/sluice-process.ts';

let office: Office;
let git: TestGit;

beforeEach(async () => {
  office = await openOffice();
  await office.pull(office.url, '--path', 'rules');
  git = new TestGit(office.mesh);
  await git.git('add', '-A');
  await git.git('commit', '-q', '-m', 'Pull the rules of the office');
  await git.git('checkout', '-q', '-b', 'change');
});
afterEach(() => office.close());

function linted(...words: readonly string[]): Promise<Ended> {
  return called(lint, office.mesh, words);
}

function write(files: Readonly<Record<string, string>>): Promise<void> {
  return writeFiles(office.mesh, files);
}

test('lint names what was changed, added and removed, at the digest', async () => {
  expect(await linted()).toMatchObject({ code: 0 });
  await write({ 'rules/office/cart.rego': `${cart}# not any more\n`, 'rules/office/lib/own.rego': 'package own\n' });
  await rm(join(office.mesh, 'rules/office/cart_test.rego'));
  const { code, out } = await linted();
  expect(code).toBe(1);
  expect(out).toContain(
    `rules/office/origin.yaml:10:11: error rules-changed These rules are not what was pulled from ${office.url} ` +
      `at ${office.first.slice(0, 7)}: cart.rego was changed, cart_test.rego was removed, lib/own.rego was added`,
  );
  await git.git('checkout', '-q', '--', '.');
  await rm(join(office.mesh, 'rules/office/lib/own.rego'));
  expect(await linted()).toMatchObject({ code: 0 });
});

test('lint --base tells it of a change that does not touch the origin, and only where the change caused it', async () => {
  await write({ 'rules/office/lib/names.rego': `${names}# not any more\n` });
  await git.git('commit', '-q', '-a', '-m', 'Loosen');
  expect(await linted('--base', 'main')).toMatchObject({ code: 1, out: expect.stringContaining('lib/names.rego was') });
  expect(await linted('--ref', 'main')).toMatchObject({ code: 0 });
  expect(await called(plan, office.mesh, ['--base', 'main', '--head', 'change'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('rules-changed'),
  });
  await git.git('branch', '-f', 'main');
  await write({ 'other.yaml': '# nothing\n' });
  expect(await linted('--base', 'main')).toMatchObject({ code: 0, out: expect.not.stringContaining('rules-changed') });
});

test('a folder or a file that is named alone is held against what was read of it', async () => {
  expect(await linted('rules/office')).toMatchObject({ code: 0 });
  expect(await linted('rules/office/origin.yaml')).toMatchObject({ code: 0 });
  await write({ 'rules/office/cart.rego': `${cart}# not any more\n` });
  expect(await linted('rules/office', 'service.yaml')).toMatchObject({ code: 1 });
  expect(await linted('rules/office/origin.yaml')).toMatchObject({ code: 0 });
});

test('the gate lets pulled rules in, denies an edit of them, and lets somebody make them their own', async () => {
  const origin = await office.pulled('origin.yaml');
  const rules = {
    'rules/office/cart.rego': cart,
    'rules/office/cart_test.rego': tested,
    'rules/office/lib/names.rego': names,
  };
  const pulled = { ...shopFiles({ weights: [100, 0] }), ...rules, 'rules/office/origin.yaml': origin };
  const scene = await Scene.shop();
  try {
    const good = await scene.merge(pulled, 'Pull the rules of the office');
    await scene.settle();
    expect(await scene.accepted()).toBe(good);
    await scene.merge({ ...pulled, 'rules/office/cart.rego': cart.replace('"x"', '"y"') }, 'Loosen');
    await scene.settle();
    expect(scene.denials()).toEqual(['rules-changed']);
    const { 'rules/office/lib/names.rego': _, ...less } = pulled;
    await scene.merge(less, 'Take one away');
    await scene.settle();
    expect(scene.denials()).toEqual(['rules-changed']);
    expect(await scene.accepted()).toBe(good);
    const { 'rules/office/origin.yaml': __, ...own } = less;
    const next = await scene.merge(own, 'Make them our own');
    await scene.settle();
    expect(scene.denials()).toEqual([]);
    expect(await scene.accepted()).toBe(next);
  } finally {
    await scene.close();
  }
});
