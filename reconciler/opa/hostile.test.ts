import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { shippedRules } from '../../test/support/shipped-rules.ts';
import { findOpa } from '../setup/binaries.ts';
import { policyOf } from './bundle.ts';
import { capabilities } from './capabilities.ts';
import { runOpa } from './child.ts';
import { createRules, type Rules, type RulesOptions } from './rules.ts';
import type { Verdict } from './verdict.ts';

const found = findOpa();
const opa = found ?? '';
const { signal } = new AbortController();
/** The machine may be busy; only what is to overrun has less. */
const limits = { timeoutMs: 20_000, memoryMb: 256 };

const input = {
  documents: [{ file: 'a.yaml', index: 0, value: { kind: 'Service' } }],
  mesh: { services: [], virtualHosts: [], access: [], rollouts: [] },
  live: { services: [], virtualHosts: [], access: [], rollouts: [] },
  previous: null,
  change: { author: { name: 'A', email: '' }, signer: null, base: null, head: 'h' },
  config: { undefinedSubset: 'host', rules: {} },
  inFlight: [],
};

/** It searches a long text again and again: a loop alone takes memory, and that limit would come first. */
const endless = `text := concat("", ["a" | some _ in numbers.range(1, 100000)])

deny contains "x" if {
	some i in numbers.range(1, 300)
	some j in numbers.range(1, 300)
	contains(text, "b")
}`;

describe.skipIf(found === null)("a repository's own rules (left out where there is no opa)", () => {
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-hostile-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  function rulesOf(options: Partial<RulesOptions> = {}): Rules {
    const rules = createRules({ opa, cacheDir: join(folder, 'cache'), limits, ...options });
    onTestFinished(() => rules.close());
    return rules;
  }

  function judge(rules: Rules, body: string, name = 'rules/x.rego'): Promise<Verdict> {
    return rules.judge(input, new Map([[name, `package x\n\n${body}\n`]]), signal);
  }

  test('are judged beside the built-in ones, by their package, with their place', async () => {
    const own = new Map([
      ['a/office.rego', 'package office.hours\n\ndeny contains "not on Fridays" if input.change.author.name == "A"\n'],
      [
        'b/kinds.rego',
        `package kinds

deny contains {"message": message, "at": {"document": i, "path": ["kind"]}, "remedy": "ask"} if {
	some i, document in input.documents
	message := sprintf("%v is of %v", [document.value, {"Service", 2}])
}
`,
      ],
      ['b/kinds_test.rego', 'this is no Rego'],
    ]);
    const rule = { severity: 'error', fix: [] } as const;
    expect(await rulesOf().judge(input, own, signal)).toEqual({
      kind: 'judged',
      rulesRun: (await shippedRules()) + 2,
      violations: [
        { ...rule, rule: 'own/office.hours', message: 'not on Fridays', remedy: '', at: null },
        {
          ...rule,
          rule: 'own/kinds',
          message: '{"kind": "Service"} is of {2, "Service"}',
          remedy: 'ask',
          at: { document: 0, path: ['kind'] },
        },
      ],
    });
  });

  test('are compiled once and kept', async () => {
    const cacheDir = join(folder, 'kept');
    const body = 'deny contains "no" if input.nothing';
    await judge(rulesOf({ cacheDir }), body);
    const [file = ''] = await readdir(cacheDir);
    // Another policy under that name shows that the second instance doesn't compile again.
    await writeFile(join(cacheDir, file), await readFile(new URL('../../rego/policy.wasm', import.meta.url)));
    const kept = await judge(rulesOf({ cacheDir }), body);
    expect(kept).toMatchObject({ kind: 'judged', rulesRun: await shippedRules() });
  });

  test.each([
    ['a syntax error', 'deny contains "x" if {', 'unexpected', 4],
    ['an unknown function', 'deny contains "x" if nope(1)', 'undefined function nope', 3],
    ['http.send', 'deny contains "x" if http.send({"method": "get", "url": "http://127.0.0.1:1"})', 'http.send', 3],
    ['the environment', 'deny contains opa.runtime().env.HOME', 'opa.runtime', 3],
    ['the clock', 'deny contains "x" if time.now_ns() > 0', 'time.now_ns', 3],
    ['chance', 'deny contains "x" if rand.intn("a", 2) == 1', 'rand.intn', 3],
    ['a builtin by way of with', 'f(_) := 1\n\ndeny contains "x" if f(1) == 2 with f as opa.runtime', 'opa.runtime', 5],
    ['a conflict', 'v := 1 if true\n\nv := 2 if true\n\ndeny contains "x" if v == 1', 'conflict', 5],
  ])('%s is no verdict, with its line', async (_, body, reason, line) => {
    expect(await judge(rulesOf(), body)).toEqual({
      kind: 'no-verdict',
      reason: expect.stringContaining(reason),
      file: 'rules/x.rego',
      line,
    });
  });

  test.each([
    ['something that is no report item', 'deny contains 3', 'reports 3'],
    [
      'a place outside',
      'deny contains {"message": "m", "at": {"document": "a.yaml", "path": []}}',
      'reports the place',
    ],
    ['a deny that is no set', 'deny if input.documents', 'no set'],
    ['a deny with a value', 'deny := "x" if input.nothing', 'no set'],
    ['a deny with parts', 'deny.part contains "x"', 'no set'],
    ['no deny at all', 'denied contains "x"', 'judge nothing'],
    [
      'what a regular expression here cannot do',
      'deny contains regex.replace("a", `(?U)a`, "b")',
      'which rules cannot use',
    ],
  ])('%s is no verdict', async (_, body, reason) => {
    expect(await judge(rulesOf(), body)).toMatchObject({ kind: 'no-verdict', reason: expect.stringContaining(reason) });
  });

  test("a package among Sluice's own is refused", async () => {
    const own = new Map([['r.rego', 'package sluice.rules.routing["weights-invalid"]\n\nabout := {}\n']]);
    const verdict = await rulesOf().judge(input, own, signal);
    expect(verdict).toMatchObject({ kind: 'no-verdict', file: 'r.rego' });
  });

  test('a rule cannot quiet another: what it sets by with ends with it', async () => {
    const quiet = 'deny contains "x" if count(data.sluice.main.verdict.violations) > 0 with input as {}';
    const verdict = await judge(rulesOf(), quiet);
    expect(verdict.kind).not.toBe('judged');
  });

  test('an endless rule is stopped at its limit, and the next judgement has a fresh worker', async () => {
    const rules = rulesOf({ limits: { timeoutMs: 1500, memoryMb: 256 } });
    expect(await judge(rules, endless)).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining('1500 ms'),
    });
    expect(await rules.judge(input, new Map(), signal)).toMatchObject({ kind: 'judged' });
    expect(await judge(rules, 'deny contains "x" if input.nothing')).toMatchObject({ kind: 'judged' });
  });

  test('where a processor is measured, an endless rule has no more than its share of it', async () => {
    const rules = rulesOf({ limits: { ...limits, cpuMs: 300 } });
    expect(await judge(rules, endless)).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining("more than 300 ms of a processor's time"),
      file: 'rules/x.rego',
    });
    expect(await judge(rules, 'deny contains "x" if input.nothing')).toMatchObject({ kind: 'judged' });
  });

  test('a file that is no Rego is named, whatever the others define', async () => {
    const own = new Map([
      ['a.rego', 'package a\n\nhelper := 1\n'],
      ['b.rego', 'package b\n\n\ndeny contains "x" if {\n'],
    ]);
    expect(await rulesOf().judge(input, own, signal)).toMatchObject({ kind: 'no-verdict', file: 'b.rego', line: 5 });
  });

  test('a rule that takes memory without end is stopped', async () => {
    const rules = rulesOf({ limits: { timeoutMs: 20_000, memoryMb: 32 } });
    expect(await judge(rules, 'deny contains "x" if count(numbers.range(0, 50000000)) == 1')).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining('more than 32 MB'),
    });
    expect(await rules.judge(input, new Map(), signal)).toMatchObject({ kind: 'judged' });
  });

  test('a module that was compiled elsewhere, and wants more than we serve, is refused by name', async () => {
    await writeFile(
      join(folder, 'other.rego'),
      'package other\n\nanswer := http.send({"method": "get", "url": "x"})\n',
    );
    const args = ['build', '-t', 'wasm', '-e', 'other/answer', '-o', 'other.tar.gz', 'other.rego'];
    expect(await runOpa(opa, args, folder, signal)).toMatchObject({ ok: true });
    const wasm = policyOf(await readFile(join(folder, 'other.tar.gz')));
    expect(await rulesOf({ wasm }).judge(input, new Map(), signal)).toMatchObject({
      kind: 'no-verdict',
      reason: 'rules may not call http.send',
    });
  });

  test('every builtin that is not on the list is refused, called or put in by with', async () => {
    const allowed = await capabilities(opa, folder, signal);
    if (!allowed.ok) throw new Error(allowed.message);
    const refused = [...allowed.refused].filter((name) => name.includes('.'));
    expect(refused.length).toBeGreaterThan(10);
    expect(refused).toEqual(expect.arrayContaining(['http.send', 'opa.runtime', 'time.now_ns', 'net.lookup_ip_addr']));
    await writeFile(join(folder, 'capabilities.json'), allowed.text);
    const checked = ['check', '--capabilities', 'capabilities.json', '--max-errors', '10000', 'each.rego'];
    for (const use of [(name: string) => `${name}(1)`, (name: string) => `f(1) == 1 with f as ${name}`]) {
      const uses = refused.map((name) => `deny contains "x" if ${use(name)}`);
      await writeFile(join(folder, 'each.rego'), `package each\n\nf(_) := 1\n${uses.join('\n')}\n`);
      const ran = await runOpa(opa, checked, folder, signal);
      const lines = ran.ok ? [] : [...ran.message.matchAll(/each\.rego:(\d+)/g)].map(([, line]) => Number(line) - 4);
      const missed = refused.filter((_, i) => !lines.includes(i));
      expect(missed).toEqual([]);
    }
  });

  test('an opa that hangs is killed on abort', async () => {
    const hanging = join(folder, 'hanging');
    await writeFile(hanging, '#!/bin/sh\necho $$ > pid\nexec sleep 600\n', { mode: 0o755 });
    const abort = new AbortController();
    const running = runOpa(hanging, [], folder, abort.signal);
    await expect.poll(() => readFile(join(folder, 'pid'), 'utf8').catch(() => '')).toMatch(/\d/);
    abort.abort(new Error('stop'));
    await expect(running).rejects.toThrow('stop');
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
