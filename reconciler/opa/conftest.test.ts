// Rules in conftest's manner, as a team brings them along.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { defaultConfig } from '../../policies/build.ts';
import { rulesInput } from '../../policies/input.ts';
import { createLoader } from '../../policies/load.ts';
import { findOpa } from '../setup/binaries.ts';
import { createRules } from './rules.ts';

const opa = findOpa();
let cacheDir = '';

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'sluice-conftest-'));
});
afterAll(() => rm(cacheDir, { recursive: true, force: true }));

const text = `apiVersion: v1
kind: Service
metadata: {name: a}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {ports: [{port: 80}]}
`;

async function judged(rego: string, combine = false): Promise<unknown> {
  const rules = createRules({ opa, cacheDir, limits: { timeoutMs: 20_000, memoryMb: 256 } });
  onTestFinished(() => rules.close());
  const { documents, objects, mesh } = createLoader()(new Map([['a.yaml', { oid: '1', text }]]));
  const input = rulesInput({
    documents,
    objects,
    mesh,
    live: mesh,
    previous: null,
    change: { author: { name: '', email: '' }, signer: null, base: null, head: '' },
    config: { ...defaultConfig, conftest: { combine } },
    waivers: [],
    nowMs: 0,
    served: true,
    inFlight: [],
  });
  const verdict = await rules.judge(input, new Map([['policy/a.rego', rego]]), new AbortController().signal);
  if (verdict.kind === 'no-verdict') return verdict.reason;
  return verdict.violations
    .filter(({ rule }) => rule.startsWith('own/'))
    .map(({ rule, severity, message, at }) => [rule, severity, message, at?.document ?? null])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

const named = 'if input.metadata.name == ';

test.skipIf(opa === null)('deny, violation and warn are asked about one document at a time', async () => {
  const rego = `package main

deny contains "no a" ${named}"a"

violation_names contains {"msg": "no b", "details": {}} ${named}"b"

warn_kinds contains sprintf("a %s", [input.kind]) ${named}"b"
`;
  expect(await judged(rego)).toEqual([
    ['own/main.deny', 'error', 'no a', 0],
    ['own/main.violation_names', 'error', 'no b', 1],
    ['own/main.warn_kinds', 'warning', 'a Service', 1],
  ]);
});

test.skipIf(opa === null)('an exception excuses the rules that it names, of its document alone', async () => {
  const rego = `package main

deny_names contains "no name" if input.kind == "Service"

deny contains "no service" if input.kind == "Service"

exception contains rules if {
	input.metadata.name == "a"
	rules := ["names"]
}

exception contains rules if {
	input.metadata.name == "b"
	rules := [""]
}
`;
  expect(await judged(rego)).toEqual([
    ['own/main.deny', 'error', 'no service', 0],
    ['own/main.deny_names', 'error', 'no name', 1],
  ]);
});

test.skipIf(opa === null)('combined, they are asked once about all documents', async () => {
  const rego = `package main

deny contains sprintf("%d in %s", [count(input), input[0].path]) if input[1].contents.metadata.name == "b"
`;
  expect(await judged(rego, true)).toEqual([['own/main.deny', 'error', '2 in a.yaml', null]]);
  expect(await judged(rego)).toEqual([]);
});

test.skipIf(opa === null)(
  'a package below main is asked as well, and one that judges nothing is said to be so',
  async () => {
    expect(await judged(`package main.names\n\ndeny contains "no a" ${named}"a"\n`)).toEqual([
      ['own/main.names.deny', 'error', 'no a', 0],
    ]);
    expect(await judged('package main\n\nexception contains ["x"] if input.kind\n')).toContain('would judge nothing');
    expect(await judged('package main\n\ndeny := true if input.kind == "Service"\n')).toContain(
      'a deny that is no set',
    );
  },
);
