// `sluice rules`: what is found has a page.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readPages } from '../../reconciler/commands/rule-pages.ts';
import { readRulePages } from '../../reconciler/opa/rule-pages.ts';
import { alarmRules } from '../../reconciler/render/alarm-rules.ts';
import { formatRules } from '../../reconciler/render/format-rules.ts';
import { faults, mutate } from '../corpus/corpus.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { route, service, writeFiles } from '../support/lint-folder.ts';
import { openLintJudge, treeOf } from '../support/lint-judge.ts';
import { sluice } from '../support/sluice-process.ts';

const root = resolve(import.meta.dirname, '../..');

test('each rule that ships, and each that readers and the reconciler name, has a whole page', async () => {
  const pages = [...(await readRulePages()), ...formatRules, ...alarmRules];
  const names = new Set(pages.map(({ name }) => name));
  expect(names.size).toBe(pages.length);
  for (const { title, description } of pages) expect([title, description]).not.toContain('');
  const folders = readdirSync(join(root, 'rego/rules')).flatMap((each) => readdirSync(join(root, 'rego/rules', each)));
  const written = ['policies', 'reconciler'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .flatMap((path) => [
        ...readFileSync(join(root, folder, path), 'utf8').matchAll(/(?:\brule: |\brepositoryFinding\(\s*)'([a-z-]+)'/g),
      ])
      .map(([, name = '']) => name),
  );
  expect(written.length).toBeGreaterThan(20);
  // Those two are no findings: a law of `verify`, and why a head is damaged.
  const others = ['signature', 'state-file'];
  expect([...folders, ...written].filter((name) => !names.has(name) && !others.includes(name))).toEqual([]);
});

test('one rule is explained, all are listed, and an unknown one is said to be so', async () => {
  const page = await sluice(root, 'rules', 'route-to-nothing');
  expect(page.code).toBe(0);
  expect(page.out).toMatch(/^route-to-nothing {2}\(error, routing\)\n\nA route that leads nowhere\n/);
  expect(page.out).toContain('spec: {rules: {route-to-nothing: {severity: info}}}');
  const list = await sluice(root, 'rules');
  expect(list.out).toMatch(/^rule +severity +category +what it says\n/);
  expect(list.out).toContain('malformed-object');
  expect(await sluice(root, 'rules', 'nothing')).toMatchObject({
    code: 2,
    err: expect.stringContaining('no rule "nothing"'),
  });
});

test('whatever is found in repositories with a fault of each kind has a page', async () => {
  const judge = await openLintJudge();
  onTestFinished(() => judge.close());
  const pages = await readPages(new Map());
  const found = new Set<string>();
  for (const fault of faults) {
    const planted = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => mutate(seed, fault)).find((each) => each !== null);
    if (planted === undefined) continue;
    for (const { rule } of await judge.findingsOf(treeOf(planted.texts))) found.add(rule);
  }
  expect(found.size).toBeGreaterThan(60);
  expect([...found].filter((name) => !pages.has(name))).toEqual([]);
});

test('a finding leads to its page, also that of an own rule', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder.remove());
  const office = `# METADATA
# title: Office hours
# description: Nobody is there on Fridays.
# custom: {remedy: wait until Monday}
package office

deny contains "not today" if true
`;
  await writeFiles(folder.path, {
    'service.yaml': service,
    'route.yaml': route('gone'),
    'rules/office.rego': office,
    'rules/tags.rego': 'package main\n\n# METADATA\n# title: No tags\nwarn_tags contains "none" if true\n',
  });
  const { out } = await sluice(folder.path, 'lint', '--json');
  const report: unknown = JSON.parse(out);
  expect(report).toMatchObject({
    findings: expect.arrayContaining(
      ['route-to-nothing', 'own/office', 'own/main.warn_tags'].map((rule) =>
        expect.objectContaining({ rule, docs: `sluice rules ${rule}` }),
      ),
    ),
  });
  const [, more = ''] = /^more: sluice (rules .*)$/m.exec((await sluice(folder.path, 'lint')).out) ?? [];
  const read = await sluice(folder.path, ...more.split(' '));
  expect(read.code).toBe(0);
  expect(read.out).toContain('A route that leads nowhere\n');
  expect(read.out).toContain(
    'own/office  (error, own)\n\nOffice hours\n\nNobody is there on Fridays.\n\nIt stands in rules/office.rego.\n\nTo mend it: wait until Monday\n',
  );
  expect(read.out).toContain('own/main.warn_tags  (warning, own)\n\nNo tags\n');
  expect((await sluice(folder.path, 'rules', 'own/gone')).err).toContain(
    'there is no rule "own/gone" in the folder here',
  );
});
