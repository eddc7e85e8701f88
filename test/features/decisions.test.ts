// A log of decisions: what was judged, by which rules and with what outcome, and nothing of what the files say.

import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Json } from '../../policies/mesh.ts';
import { findOpa } from '../../reconciler/setup/binaries.ts';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';
import { route, service, writeFiles } from '../support/lint-folder.ts';
import { Scene } from '../support/scene.ts';
import { edited, shopFiles } from '../support/shop.ts';
import { sluice } from '../support/sluice-process.ts';

const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
const secret = 'hunter2-swordfish';

describe('sluice lint --decisions', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const write = (files: Readonly<Record<string, string>>): Promise<void> => writeFiles(folder.path, files);
  const lint = (...words: readonly string[]): ReturnType<typeof sluice> =>
    sluice(folder.path, 'lint', '--decisions', 'decisions.jsonl', ...words);

  async function logText(): Promise<string> {
    return readFile(join(folder.path, 'decisions.jsonl'), 'utf8');
  }

  async function decisions(): Promise<readonly JsonObject[]> {
    const lines = (await logText()).split('\n');
    expect(lines.pop()).toBe('');
    return lines.map((line): JsonObject => {
      const entry = JSON.parse(line) as Json; // what JSON.parse gives is JSON
      return isObject(entry) ? entry : {};
    });
  }

  test('each run appends a line: what was decided, on which files, by which rules', async () => {
    await write({ 'service.yaml': service, 'route.yaml': route('gone') });
    const { code, out } = await lint('--json');
    expect(code).toBe(1);
    await write({ 'route.yaml': route('checkout') });
    expect((await lint('.')).code).toBe(0);
    const [failed, passed, ...more] = await decisions();
    expect(more).toEqual([]);
    await Promise.all([lint(), lint()]);
    expect((await decisions()).map(({ decision }) => decision)).toEqual(['failed', 'passed', 'passed', 'passed']);
    const report = JSON.parse(out) as { findings: { rule: string; fingerprint: string }[] }; // as `--json` is
    const fingerprint = report.findings.find(({ rule }) => rule === 'route-to-nothing')?.fingerprint;
    const files = digestOf({ 'service.yaml': service, 'route.yaml': route('gone') });
    expect(failed).toMatchObject({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      decision: 'failed',
      command: 'lint',
      base: null,
      head: null,
      paths: ['.'],
      policies: { files: 2, documents: 2, digest: files },
      rules: { run: expect.any(Number), digest },
      counts: { error: 1 },
      waived: [],
      durationMs: expect.any(Number),
    });
    expect(failed?.['findings']).toContainEqual({
      rule: 'route-to-nothing',
      severity: 'error',
      object: 'VirtualService shop/checkout',
      file: 'route.yaml',
      line: 8,
      column: 27,
      fingerprint,
    });
    expect(passed).toMatchObject({ decision: 'passed', counts: { error: 0 }, rules: failed?.['rules'] });
    expect(passed?.['policies']).not.toEqual(failed?.['policies']);
  });

  test('a value that a message quotes is not in it', async () => {
    await write({ 'route.yaml': route('checkout').replace('spec:', `spec:\n  hosts: "${secret}"\n  tcp: ${secret}`) });
    await write({ 'service.yaml': service.replace('port: 80', `port: "${secret}"`) });
    const { code, out } = await lint();
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining(`found the text "${secret}"`) });
    const [entry] = await decisions();
    expect(entry).toMatchObject({ decision: 'failed' });
    expect(await logText()).not.toContain(secret);
  });

  test('an answer of the cache is a decision by the same rules, with the waivers that were needed', async () => {
    await write({ 'service.yaml': service, 'route.yaml': route('gone') });
    await write({ 'needed.yaml': waiver('a', 'route-to-nothing'), 'idle.yaml': waiver('b', 'weights-invalid') });
    expect((await lint()).code).toBe(0);
    expect((await lint()).code).toBe(0);
    expect((await lint('--no-cache')).code).toBe(0);
    const [cold, kept, anew] = await decisions();
    const waived = [
      { rule: 'route-to-nothing', object: 'VirtualService shop/checkout', owner: 'ana', expires: '2099-01-01' },
    ];
    expect(cold).toMatchObject({ decision: 'passed', waived });
    for (const other of [kept, anew]) {
      expect({ ...other, at: null, durationMs: null }).toEqual({ ...cold, at: null, durationMs: null });
    }
    expect(await logText()).not.toContain('Monday');
  });

  test('of a change it says between which commits, and which waivers of the base were needed', async () => {
    const git = await TestGit.init(folder.path);
    await write({ 'service.yaml': service, 'route.yaml': route('gone') });
    await write({ 'needed.yaml': waiver('a', 'route-to-nothing'), 'idle.yaml': waiver('b', 'weights-invalid') });
    await git.git('add', '-A');
    await git.git('commit', '-q', '-m', 'what is there');
    await git.git('checkout', '-q', '-b', 'change');
    await git.git('rm', '-q', 'needed.yaml', 'idle.yaml');
    await git.git('commit', '-q', '-m', 'no waivers');
    await lint('--base', 'main', '--ref', 'change');
    const [base, head] = [await git.git('rev-parse', 'main'), await git.git('rev-parse', 'change')];
    expect(await decisions()).toMatchObject([{ base, head, waived: [{ rule: 'route-to-nothing' }] }]);
  });

  test.skipIf(findOpa() === null)('broken rules are no verdict, and other rules another digest', async () => {
    await write({ 'service.yaml': service, 'own.rego': 'package own\n\ndeny contains "no" if false\n' });
    await lint();
    await write({ 'own.rego': 'package own\n\ndeny contains "no" if fals\n' });
    expect((await lint()).code).toBe(4);
    const [sound, broken] = await decisions();
    expect(sound).toMatchObject({ decision: 'passed', rules: { digest } });
    expect(broken).toMatchObject({ decision: 'no-verdict', rules: { run: 0, digest } });
    expect(broken?.['rules']).not.toMatchObject({ digest: isObject(sound?.['rules']) ? sound['rules']['digest'] : '' });
  });

  test('a file that can not be written is said, and is no clean run', async () => {
    await write({ 'service.yaml': service });
    await mkdir(join(folder.path, 'decisions.jsonl'));
    expect(await lint()).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(
        "--decisions decisions.jsonl can't be written, so the decision is not on record: EISDIR",
      ),
    });
  });

  test('names that would break a line are escaped', async () => {
    const name = 'a"\n{"decision": "passed"}\u202e';
    await write({ [`${name}/service.yaml`]: service });
    expect((await lint(name)).code).toBe(0);
    const text = await logText();
    expect(text.split('\n')).toHaveLength(2);
    expect(text).not.toContain('\u202e');
    expect(await decisions()).toMatchObject([{ decision: 'passed', paths: [name] }]);
  });
});

describe('the gate', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.shop();
  });
  afterEach(() => scene.close());

  const judged = (): readonly unknown[] =>
    scene.log.filter(({ event }) => event === 'intent.judged').map(({ fields }) => fields);

  test("says of each intent that it judged what it decided, and why not in anybody's words", async () => {
    const adopted = await scene.accepted();
    const tree = await scene.bare.git('rev-parse', `${adopted}^{tree}`);
    expect(judged()).toMatchObject([
      {
        decision: 'passed',
        command: 'run',
        base: null,
        head: adopted,
        live: null,
        policies: { files: 3, documents: expect.any(Number), tree },
        rules: { run: expect.any(Number), digest },
        durationMs: expect.any(Number),
      },
    ]);
    const live = await scene.oid('refs/heads/sluice/live/default');
    const files = shopFiles({ weights: [100, 0] });
    const broken = edited(files, 'routes/checkout.yaml', 'hosts: [checkout]', `hosts: [checkout, 'http://${secret}']`);
    const bad = await scene.merge(broken);
    await scene.settle();
    expect(JSON.stringify(scene.memory.denial)).toContain(secret);
    expect(judged()).toHaveLength(2);
    expect(judged()[1]).toMatchObject({ decision: 'failed', base: adopted, head: bad, live });
    expect(JSON.stringify(scene.log)).not.toContain(secret);
    const lost = route('gone').replace('name: checkout', 'name: lost').replace('[checkout.', '[lost.');
    await scene.merge({ ...files, 'routes/lost.yaml': lost });
    await scene.settle();
    expect(judged()[2]).toMatchObject({
      decision: 'failed',
      rules: { run: expect.any(Number), digest },
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: 'route-to-nothing', file: 'routes/lost.yaml' }),
      ]),
    });
    const good = await scene.merge(edited(files, 'routes/checkout.yaml', '    route:', '    timeout: 5s\n    route:'));
    await scene.settle();
    expect(judged().slice(3)).toMatchObject([{ decision: 'passed', base: adopted, head: good, live }]);
    expect(scene.log.map(({ event }) => event).filter((event) => event.startsWith('commit.'))).toEqual([
      'commit.denied',
      'commit.denied',
      'commit.accepted',
    ]);
  });
});

/** As the documentation has it, so that anybody may reckon it again. */
function digestOf(files: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(files).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(sorted.map(([path, text]) => `${path}\0${text}\0`).join(''))
    .digest('hex');
}

function waiver(name: string, rule: string): string {
  return `apiVersion: sluice.dev/v1alpha1
kind: Waiver
metadata: {name: ${name}, namespace: shop}
spec:
  rule: ${rule}
  object: {kind: VirtualService, name: checkout}
  owner: ana
  reason: the service comes on Monday
  expires: 2099-01-01
`;
}
