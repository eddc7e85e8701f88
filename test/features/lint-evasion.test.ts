// What hides a fault from careless readers is found, or the file is refused with an error at its place.

import { beforeAll, afterAll, expect, test } from 'vitest';
import { checkPolicies, readTree } from '../../reconciler/commands/check-policies.ts';
import { defaultLimits } from '../../reconciler/git/limits.ts';
import { readNamedFiles } from '../../reconciler/git/named-files.ts';
import { createRules, type Rules } from '../../reconciler/opa/rules.ts';
import { evasions } from '../corpus/evasion.ts';
import { temporaryFolder } from '../support/git-repository.ts';

const settings = Buffer.from('apiVersion: sluice.dev/v1alpha1\nkind: Config\n');

let rules: Rules;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  rules = createRules({ opa: null, cacheDir: folder.path, limits: { timeoutMs: 20_000, memoryMb: 256 } });
});
afterAll(async () => {
  await rules.close();
  await folder.remove();
});

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
  const judges = { rules, accepted: null, before: null, nowMs: 0 };
  const { findings } = await checkPolicies(readTree(tree), judges, new AbortController().signal);
  const errors = findings.filter((finding) => finding.severity === 'error' && finding.file === file);
  expect(errors.map(({ rule }) => rule)).not.toEqual([]);
  // What was read was read whole: then it is the fault itself that is found.
  const refused = errors.some(({ rule }) => !['route-to-nothing'].includes(rule));
  const found = errors.some(({ rule, message }) => rule === 'route-to-nothing' && message.includes('gone.example.com'));
  expect(refused || found).toBe(true);
});
