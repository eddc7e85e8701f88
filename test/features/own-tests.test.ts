// `sluice test`: a repository's tests of its own rules.

import { resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { writeFiles } from '../support/lint-folder.ts';
import { sluice } from '../support/sluice-process.ts';

const opa = findOpa();
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const rule = `package office

deny contains "no friday" if input.day == "friday"

deny contains "no night" if {
	input.hour > 22
	input.day != "monday"
}
`;
const tests = (day: string): string => `package office_test

import data.office

test_friday if count(office.deny) == 1 with input as {"day": "${day}", "hour": 1}
`;

function write(files: Readonly<Record<string, string>>): Promise<void> {
  return writeFiles(folder.path, files);
}

const run = (...words: readonly string[]): ReturnType<typeof sluice> => sluice(folder.path, 'test', ...words);

test.skipIf(opa === null)('passed, with the lines that no test ran', async () => {
  await write({ 'rules/office.rego': rule, 'rules/office_test.rego': tests('friday') });
  const { code, out } = await run();
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('1 test, 0 failed, ') });
  expect(out).toContain('rules/office.rego: no test runs line ');
  expect((await run('--threshold', '100')).code).toBe(1);
  expect(JSON.parse((await run('--json')).out)).toHaveProperty('tests.0', {
    file: 'rules/office_test.rego',
    name: 'test_friday',
    outcome: 'passed',
    reason: '',
  });
});

test.skipIf(opa === null)('failed, broken and none are three codes', async () => {
  await write({ 'rules/office.rego': rule });
  expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('no test to run') });
  await write({ 'rules/office_test.rego': tests('sunday') });
  expect(await run()).toMatchObject({ code: 1, out: expect.stringContaining('office_test.rego: test_friday failed') });
  await write({ 'rules/office_test.rego': 'package office_test\n\ntest_x if nothing.here\n' });
  expect(await run()).toMatchObject({ code: 4 });
});

test.skipIf(opa === null)("the template's own rules are tested whole", async () => {
  const template = resolve(import.meta.dirname, '../../mesh-repo-template');
  const { code, out } = await sluice(template, 'test', '--threshold', '80', '--json');
  expect({ code, out }).toMatchObject({ code: 0 });
});
