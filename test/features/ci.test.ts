// The composite action and the hook as a runner runs them, on a pull request that means harm.

import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { temporaryFolder, TestGit } from '../support/git-repository.ts';

const root = resolve(import.meta.dirname, '../..');
const actionFolder = join(root, '.github/actions/lint');
const secret = 'hunter2-of-the-runner';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let git: TestGit;

beforeEach(async () => {
  folder = await temporaryFolder();
  git = await TestGit.init(join(folder.path, 'mesh'));
  await cp(join(root, 'mesh-repo-template'), git.dir, { recursive: true });
  // Rules of its own would need opa; what is tested here does not.
  await git.git('add', '-A', '--', ':!rules');
  await git.git('commit', '-q', '-m', 'what runs');
});
afterEach(() => folder.remove());

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

function shell(script: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  return new Promise((done) => {
    const options = {
      cwd: git.dir,
      timeout: 30_000,
      env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder.path, GITHUB_TOKEN: secret, ...env },
    };
    const child = execFile('bash', ['-euo', 'pipefail', '-c', script], options, (_, out, err) => {
      done({ code: child.exitCode, out: out + err });
    });
  });
}

/** The script of a step by its name. */
async function step(name: string): Promise<string> {
  const action: unknown = parse(await readFile(join(actionFolder, 'action.yml'), 'utf8'));
  const found = stepsOf(action).find((each) => Reflect.get(each, 'name') === name);
  return String(found === undefined ? '' : Reflect.get(found, 'run'));
}

function stepsOf(action: unknown): readonly object[] {
  // As the file has it: `runs.steps`.
  return (action as { readonly runs: { readonly steps: readonly object[] } }).runs.steps;
}

async function action(): Promise<Ended & { readonly summary: string }> {
  const summary = join(folder.path, 'summary.md');
  await writeFile(summary, '');
  const env = {
    GITHUB_ACTION_PATH: actionFolder,
    BASE: 'main',
    HEAD: 'HEAD',
    FAIL_LEVEL: 'error',
    GITHUB_STEP_SUMMARY: summary,
  };
  const lint = await shell(await step('lint'), env);
  const plan = await shell(await step('plan'), env);
  return { code: lint.code, out: lint.out + plan.out, summary: await readFile(summary, 'utf8') };
}

async function propose(files: Readonly<Record<string, string>>): Promise<void> {
  await git.git('checkout', '-q', '-b', 'change');
  for (const [path, text] of Object.entries(files)) await writeFile(join(git.dir, path), text);
  await git.git('add', '-A', '--', ':!rules');
  await git.git('commit', '-q', '-m', 'a change');
}

const harmful = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: ["\`\`\`\\n::set-output name=x::y"]
  http:
  - route: [{destination: {host: "::stop-commands::x"}}]
`;
const settings = `apiVersion: sluice.dev/v1alpha1
kind: Config
spec:
  rules: {route-to-nothing: {severity: off}}
  sources: {s: {prometheus: {address: "http://x", tokenEnv: GITHUB_TOKEN}}}
`;

test('a hostile pull request fails, and sees no secret', async () => {
  await propose({ 'routes/checkout.yaml': harmful, 'sluice.yaml': settings, '::error::x.yaml': 'kind: [' });
  const { code, out, summary } = await action();
  expect(code).toBe(1);
  expect(out).not.toMatch(/^::(?!error |warning |notice )/m);
  expect(out + summary).not.toContain(secret);
});

test('a change that is well passes, and the summary says what it does', async () => {
  const routes = await readFile(join(git.dir, 'routes/checkout.yaml'), 'utf8');
  await propose({ 'routes/checkout.yaml': routes.replace('timeout: 5s', 'timeout: 6s') });
  const { code, out, summary } = await action();
  expect({ code, out }).toMatchObject({ code: 0 });
  expect(summary).toContain('### What this change does');
  expect(summary).toMatch(/\+ +timeout: 6s/);
});

test('the hook tells what a commit would cause, and lets it pass where there is no sluice', async () => {
  await writeFile(join(git.dir, 'routes/checkout.yaml'), harmful);
  const hook = '.githooks/pre-commit';
  const told = await shell(hook, { SLUICE: join(root, 'reconciler/main.ts') });
  expect(told.code).toBe(1);
  expect(told.out).toContain('routes/checkout.yaml');
  expect(await shell(hook, { SLUICE: join(folder.path, 'nothing') })).toMatchObject({ code: 0 });
});
