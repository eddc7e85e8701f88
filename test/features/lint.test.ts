// `sluice lint` as CI runs it: exit codes, formats, and what it must not be talked into.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { route, service, writeFiles } from '../support/lint-folder.ts';
import { sluice, sluiceWith } from '../support/sluice-process.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

function write(files: Readonly<Record<string, string>>): Promise<void> {
  return writeFiles(folder.path, files);
}

function lint(...words: readonly string[]): ReturnType<typeof sluice> {
  return sluice(folder.path, 'lint', ...words);
}

const unknownField = service.replace('spec: {', 'spec: {colour: red, ');

test('a finding below the level passes, one at it fails', async () => {
  await write({ 'service.yaml': unknownField });
  expect((await lint()).code).toBe(0);
  const failed = await lint('--fail-level', 'warning');
  expect(failed.code).toBe(1);
  expect(failed.out).toContain('service.yaml:4:8: warning unsupported-field');
});

test('several formats at once: one here, the others in files, all of the same findings', async () => {
  await write({ 'routes/checkout.yaml': route('gone'), 'service.yaml': service });
  const files = ['sarif=out.sarif', 'junit=out=1.xml', 'json=out.report', 'gitlab=out.gitlab', 'tap=out.tap'];
  const { code, out } = await lint(...files.flatMap((each) => ['--format', each]), '--format', 'github');
  expect(code).toBe(1);
  expect(out).toMatch(/^::error file=routes\/checkout.yaml,line=8,/);
  const read = (name: string): Promise<string> => readFile(join(folder.path, name), 'utf8');
  const document: unknown = JSON.parse(await read('out.report'));
  expect(document).toHaveProperty('findings.0.rule', 'route-to-nothing');
  expect(document).toHaveProperty('findings.0.line', 8);
  expect(JSON.parse(await read('out.sarif'))).toHaveProperty('runs.0.results.0.ruleId', 'route-to-nothing');
  expect(JSON.parse(await read('out.gitlab'))).toHaveProperty('0.check_name', 'route-to-nothing');
  expect(await read('out=1.xml')).toContain('failures="1"');
  expect(await read('out.tap')).toContain('not ok 1 - routes/checkout.yaml');
  expect(JSON.parse((await lint('--json')).out)).toEqual(document);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['no file', {}],
  ['no policy', { 'README.md': '# nothing', '.github/workflows/ci.yaml': service }],
  ['files without a document', { 'a.yaml': '# later\n', 'b.yaml': '---\n' }],
])('nothing to check is no success: %s', async (_, files) => {
  await write(files);
  const { code, out, err } = await lint();
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain('there is nothing to check');
});

test('a file that is no YAML is a finding, and hides nothing else', async () => {
  await write({ 'a.yaml': 'kind: [', 'routes/checkout.yaml': route('gone') });
  const { code, out } = await lint();
  expect(code).toBe(1);
  expect(out).toContain('a.yaml:1:');
  expect(out).toContain('route-to-nothing');
});

test('rules that are broken have a code of their own', async () => {
  await write({ 'service.yaml': service, 'rules/mine.rego': 'package mine\n\ndeny contains "x" if input.foo ==\n' });
  const { code, out } = await lint();
  expect(code).toBe(4);
  expect(out).toContain('error no-verdict');
});

test.skipIf(findOpa() === null)(
  'a rule without end is stopped by what it takes of a processor, and named',
  async () => {
    const loop =
      'some i in numbers.range(1, 300)\n\tsome j in numbers.range(1, 300)\n\tcontains(text, sprintf("%d%d", [i, j]))';
    const text = 'text := concat("", ["a" | some _ in numbers.range(1, 100000)])';
    await write({
      'service.yaml': service,
      'rules/mine.rego': `package mine\n\n${text}\n\ndeny contains "x" if {\n\t${loop}\n}\n`,
    });
    const { code, out } = await lint();
    expect(code).toBe(4);
    expect(out).toMatch(
      /^rules\/mine\.rego: error no-verdict the rules took more than 3\d\d ms of a processor's time/m,
    );
  },
);

test.each([
  [['--format', 'html'], '--format html: known are human, json, sarif, junit, github, gitlab, tap'],
  [['--format', 'sarif='], '--format sarif=: the name of the file is missing'],
  [['--format', 'tap', '--json'], '--format: only one goes to the standard output'],
  [['--format', 'tap=nowhere/out.tap'], '--format: ENOENT'],
  [['--fail-level', 'high'], '--fail-level high: it is error, warning or info'],
])('%j is said to be wrong in one line', async (words, reason) => {
  await write({ 'service.yaml': service });
  const { code, out, err } = await lint(...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(reason);
});

test('the standard input is read like a file', async () => {
  const { code, out } = await sluiceWith(folder.path, `${service}---\n${route('gone')}`, 'lint', '-');
  expect(code).toBe(1);
  expect(out).toContain('stdin.yaml:13:27: error route-to-nothing');
});

test('files and folders are named as they were given', async () => {
  await write({ 'a/service.yaml': service, 'b/route.yaml': route('gone') });
  const { code, out } = await lint('a/service.yaml', 'b');
  expect(code).toBe(1);
  expect(out).toContain('b/route.yaml:8:27: error route-to-nothing');
  expect((await lint('a/service.yaml')).code).toBe(0);
  expect(await lint('a/nothing.yaml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('there is no a/nothing.yaml'),
  });
  expect((await lint('a', 'a')).code).toBe(2);
});

test('what the cache tells is what a check tells, and an ended waiver is seen all the same', async () => {
  await write({ 'routes/checkout.yaml': route('gone'), 'service.yaml': service });
  const cold = await lint('--json');
  expect(await lint('--json')).toEqual(cold);
  expect(await lint('--json', '--no-cache')).toEqual(cold);
  await write({ 'routes/checkout.yaml': route('checkout') });
  expect((await lint()).code).toBe(0);
});
