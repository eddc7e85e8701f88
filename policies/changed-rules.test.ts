// Rules that came from elsewhere, held against what their origin says.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seedOfRun } from '../test/support/properties.ts';
import { createLoader } from './load.ts';
import { printDocument } from './document.ts';
import { changedRules, digestOfRules, hashOfRule, isRulePath } from './rule-origin.ts';

const pulled = { 'cart.rego': 'package cart\n', 'lib/names.rego': 'package names\n', 'cart_test.rego': 'package c\n' };

function originOf(texts: Readonly<Record<string, string>>, spec: object = {}): string {
  const files = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, hashOfRule(text)]));
  const digest = digestOfRules(new Map(Object.entries(files)));
  const known = { source: 'https://git.example.com/office', ref: 'main', commit: '1a2b3c4'.padEnd(40, '0'), path: '.' };
  return printDocument({
    apiVersion: 'sluice.dev/v1alpha1',
    kind: 'RuleOrigin',
    metadata: { name: 'rules.office' },
    spec: { ...known, digest, files, ...spec },
  });
}

/** `rule message` of each finding in a repository of these files, and `apart` ones. */
function found(texts: Readonly<Record<string, string>>, apart: readonly string[] = []): readonly string[] {
  const files = new Map(
    Object.entries(texts).map(([path, text]) => [
      path,
      { oid: `${path}${text}`, text, ...(apart.includes(path) ? { apart: true as const } : {}) },
    ]),
  );
  return createLoader()(files).findings.map(({ rule, message, range }) => `${range?.line ?? 0} ${rule} ${message}`);
}

function below(folder: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [`${folder}/${path}`, text]));
}

const repository = { ...below('rules/office', pulled), 'rules/office/origin.yaml': originOf(pulled) };

test('what was pulled passes, with other rules beside its folder', () => {
  expect(found({ ...repository, 'rules/own.rego': 'package own\n', 'rules/officer/x.rego': 'package x\n' })).toEqual(
    [],
  );
  expect(found({ ...pulled, 'origin.yaml': originOf(pulled) })).toEqual([]);
});

test('each file that is not what was pulled is named, at the digest', () => {
  const { 'cart_test.rego': _, ...rest } = pulled;
  const office = { ...below('rules/office', rest), 'rules/office/origin.yaml': originOf(pulled) };
  const texts = { ...office, 'rules/office/cart.rego': 'package cart # x\n', 'rules/office/new/a.rego': 'package a\n' };
  expect(found(texts)).toEqual([
    '10 rules-changed These rules are not what was pulled from https://git.example.com/office at 1a2b3c4: ' +
      'cart.rego was changed, cart_test.rego was removed, new/a.rego was added',
  ]);
  const many = Object.fromEntries('abcdefg'.split('').map((name) => [`rules/office/${name}.rego`, 'package x\n']));
  expect(found({ ...repository, ...many })[0]).toMatch(/: a\.rego was added, .*e\.rego was added, 2 more$/);
});

test('neither the digest nor the list of files can be changed alone', () => {
  const changed = { ...pulled, 'cart.rego': 'package cart # x\n' };
  const files = Object.fromEntries(Object.entries(changed).map(([path, text]) => [path, hashOfRule(text)]));
  const digest = digestOfRules(new Map(Object.entries(files)));
  const office = below('rules/office', changed);
  expect(found({ ...office, 'rules/office/origin.yaml': originOf(pulled, { files }) })[0]).toMatch(/of other files$/);
  expect(found({ ...office, 'rules/office/origin.yaml': originOf(pulled, { digest }) })[0]).toMatch(
    /cart.rego was chan/,
  );
});

test('an origin that was named by itself is not held against a folder that nobody read', () => {
  const alone = { 'rules/office/origin.yaml': originOf(pulled) };
  expect(found(alone)).toHaveLength(1);
  expect(found(alone, ['rules/office/origin.yaml'])).toEqual([]);
});

test('a folder has one origin, and each of nested ones is held against what is below it', () => {
  const twice = originOf(pulled).replace('rules.office', 'again');
  expect(found({ ...repository, 'rules/office/z.yaml': twice })).toEqual([
    '10 rules-changed The rules of this folder have an origin already, in rules/office/origin.yaml',
  ]);
  const outer = originOf(below('office', pulled)).replace('rules.office', 'rules');
  expect(found({ ...repository, 'rules/origin.yaml': outer })).toEqual([]);
  expect(found({ ...repository, 'rules/origin.yaml': outer, 'rules/office/x.rego': '' })).toHaveLength(2);
});

test('thousands of origins over thousands of rules cost no more than reading them', () => {
  const many = Array.from({ length: 2_000 }, (_, index) => index);
  const texts = Object.fromEntries([
    ...many.map((index) => [`rules/${index % 100}/x${index}.rego`, `package x${index}\n`.repeat(100)] as const),
    ...many.map((index) => [`o${index}.yaml`, originOf({}).replace('rules.office', `o${index}`)] as const),
  ]);
  const since = performance.now();
  expect(found(texts)).toHaveLength(2_000);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test.each([
  [{ commit: 'main' }, 'a commit of 40 hex digits'],
  [{ digest: 'x' }, 'a SHA-256'],
  [{ files: { '../x.rego': '0'.repeat(64) } }, 'a *.rego below this folder'],
  [{ files: { 'x.rego': 1 } }, 'a SHA-256'],
  [{ source: '' }, 'empty'],
  [{ signers: 'ana' }, '"signers" is not supported'],
])('a field that is wrong is an error: %j', (spec, message) => {
  expect(found({ 'a/origin.yaml': originOf(pulled, spec) }).join('\n')).toContain(message);
});

test.each(['a.rego', 'a/b c.rego', 'ä.rego', '__proto__.rego'])('a path of a rule: %s', (path) => {
  expect(isRulePath(path)).toBe(true);
});

test.each([
  '',
  'a.yaml',
  '/a.rego',
  '../a.rego',
  'a/../b.rego',
  'a//b.rego',
  '.a.rego',
  '.git/a.rego',
  'a\\b.rego',
  'a\nb.rego',
])('no path of a rule: %j', (path) => expect(isRulePath(path)).toBe(false));

test('the digest is that of the lines of sha256sum', () => {
  const files = new Map([
    ['b.rego', hashOfRule('b')],
    ['a/c.rego', hashOfRule('c')],
  ]);
  const lines = `${hashOfRule('c')}  a/c.rego\n${hashOfRule('b')}  b.rego\n`;
  expect(digestOfRules(files)).toBe(createHash('sha256').update(lines).digest('hex'));
  expect(changedRules(files, new Map([...files, ['b.rego', 'x']]))).toEqual([{ path: 'b.rego', how: 'changed' }]);
});

test('two folders have one digest where no file differs, and only there', () => {
  const some = fc.dictionary(
    fc.constantFrom('a.rego', 'b.rego', 'a/b.rego', 'a/b_test.rego'),
    fc.constantFrom('x', 'y', ''),
  );
  fc.assert(
    fc.property(some, some, (one, other) => {
      const hashed = (texts: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
        new Map(Object.entries(texts).map(([path, text]) => [path, hashOfRule(text)]));
      const isSame = digestOfRules(hashed(one)) === digestOfRules(hashed(other));
      expect(changedRules(hashed(one), hashed(other)).length === 0).toBe(isSame);
    }),
    { seed: seedOfRun() },
  );
});
