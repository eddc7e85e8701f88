// `sluice rules`: what is found has a page.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readRulePages } from '../../reconciler/opa/rule-pages.ts';
import { formatRules } from '../../reconciler/render/format-rules.ts';
import { sluice } from '../support/sluice-process.ts';

const root = resolve(import.meta.dirname, '../..');

test('each rule that ships, and each that the readers name, has a whole page', async () => {
  const pages = [...(await readRulePages()), ...formatRules];
  const names = new Set(pages.map(({ name }) => name));
  expect(names.size).toBe(pages.length);
  for (const { title, description } of pages) expect([title, description]).not.toContain('');
  const folders = readdirSync(join(root, 'rego/rules')).flatMap((each) => readdirSync(join(root, 'rego/rules', each)));
  const written = readdirSync(join(root, 'policies'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => [...readFileSync(join(root, 'policies', path), 'utf8').matchAll(/rule: '([a-z-]+)'/g)])
    .map(([, name = '']) => name);
  expect(written.length).toBeGreaterThan(10);
  expect([...folders, ...written].filter((name) => !names.has(name))).toEqual([]);
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
