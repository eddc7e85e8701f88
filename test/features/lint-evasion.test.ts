// What hides a fault from careless readers is found, or the file is refused with an error at its place.

import { beforeAll, afterAll, expect, test } from 'vitest';
import { defaultLimits } from '../../reconciler/git/limits.ts';
import { readNamedFiles } from '../../reconciler/git/named-files.ts';
import { evasions } from '../corpus/evasion.ts';
import { type LintJudge, openLintJudge } from '../support/lint-judge.ts';

const settings = Buffer.from('apiVersion: sluice.dev/v1alpha1\nkind: Config\n');

let judge: LintJudge;

beforeAll(async () => {
  judge = await openLintJudge();
});
afterAll(() => judge.close());

test('there are sixty of them and more, each of another name', () => {
  expect(new Set(evasions.map(({ name }) => name)).size).toBe(evasions.length);
  expect(evasions.length).toBeGreaterThanOrEqual(60);
});

test.each(evasions)('$name', async ({ file, bytes }) => {
  const buffer = Buffer.from(bytes);
  const named = new Map([
    [file, { size: buffer.length, read: () => Promise.resolve(buffer) }],
    // What Sluice serves: nobody else knows a host that is not here.
    ['sluice.yaml', { size: settings.length, read: () => Promise.resolve(settings) }],
  ]);
  const tree = await readNamedFiles(named, defaultLimits);
  const findings = await judge.findingsOf(tree);
  const errors = findings.filter((finding) => finding.severity === 'error' && finding.file === file);
  expect(errors.map(({ rule }) => rule)).not.toEqual([]);
  // What was read was read whole: then it is the fault itself that is found.
  const refused = errors.some(({ rule }) => !['route-to-nothing'].includes(rule));
  const found = errors.some(({ rule, message }) => rule === 'route-to-nothing' && message.includes('gone.example.com'));
  expect(refused || found).toBe(true);
});
