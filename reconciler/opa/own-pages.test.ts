import { expect, test } from 'vitest';
import { ownPages } from './own-pages.ts';

function pagesOf(...texts: readonly string[]): ReturnType<typeof ownPages> {
  return ownPages(new Map(texts.map((text, i) => [`${i}.rego`, text])));
}

const about = '# METADATA\n# title: Told\n';

test('the file that says something of a rule is asked, whichever it is', () => {
  const pages = pagesOf(
    'package a.b\n\ndeny contains "x" if false\n',
    `${about}package a.b\n\nhold contains "x" if false\n`,
  );
  expect(pages).toMatchObject([{ name: 'own/a.b', title: 'Told', description: 'It stands in 1.rego.' }]);
});

test("a rule's own METADATA goes before that of its package", () => {
  const text = `${about}package a\n\n# METADATA\n# title: Nearer\n# scope: document\ndeny contains "x" if false\n`;
  expect(pagesOf(text)).toMatchObject([{ name: 'own/a', title: 'Nearer' }]);
});

test("conftest's rules are each a rule, and of the severity that their names say", () => {
  const pages = pagesOf('package main\n\ndeny_a contains "x" if false\n\nwarn contains "x" if false\n\nhelper := 1\n');
  expect(pages.map(({ name, severity }) => [name, severity])).toEqual([
    ['own/main.deny_a', 'error'],
    ['own/main.warn', 'warning'],
  ]);
});

test('a page is there without METADATA, and with one that is none', () => {
  for (const head of ['', '# METADATA\n# [\n', '# METADATA\n# - 1\n', '# METADATA\n# title: {a: b}\n']) {
    expect(pagesOf(`${head}package a\n\ndeny contains "x" if false\n`)).toMatchObject([
      { name: 'own/a', title: "A rule of this repository's own", description: 'It stands in 0.rego.', remedy: '' },
    ]);
  }
});

test('what is written there moves no cursor', () => {
  const head = '# METADATA\n# title: "a\\e[2Jb"\n# description: "c\\u202ed\\ne"\n';
  const [page] = pagesOf(`${head}package a\n\ndeny contains "x" if false\n`);
  expect(page).toMatchObject({ title: 'a\\u{1b}[2Jb', description: 'c\\u{202e}d\ne\n\nIt stands in 0.rego.' });
});

test('tests, other files and what judges nothing have none', () => {
  const deny = 'package a\n\ndeny contains "x" if false\n';
  const files = { 'a_test.rego': deny, 'a.yaml': deny, 'lib.rego': 'package a\n\nx := 1\n', 'bad.rego': 'deny\n' };
  expect(ownPages(new Map(Object.entries(files)))).toEqual([]);
});
