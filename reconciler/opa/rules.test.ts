import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../policies/mesh.ts';
import { shippedRules } from '../../test/support/shipped-rules.ts';
import { createRules, type Rules, type RulesOptions } from './rules.ts';

const { signal } = new AbortController();
const none: ReadonlyMap<string, string> = new Map();

let cacheDir = '';

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'sluice-rules-'));
});

afterAll(async () => {
  await rm(cacheDir, { recursive: true, force: true });
});

function rulesOf(options: Partial<RulesOptions> = {}): Rules {
  // The machine may be busy; the time limit has its own test.
  const rules = createRules({ opa: null, cacheDir, limits: { timeoutMs: 20_000, memoryMb: 256 }, ...options });
  onTestFinished(() => rules.close());
  return rules;
}

/** Counts the workers that are started from now on. */
function workers(): { readonly started: () => number; readonly running: () => number } {
  let [started, ended] = [0, 0];
  const count = (worker: Worker): void => {
    started += 1;
    worker.once('exit', () => (ended += 1));
  };
  process.on('worker', count);
  onTestFinished(() => void process.off('worker', count));
  return { started: () => started, running: () => started - ended };
}

const emptyMesh = { services: [], virtualHosts: [], access: [], rollouts: [] };

function inputOf(documents: readonly Json[], mesh: Json = emptyMesh): Json {
  return {
    documents: documents.map((value, index) => ({ file: 'a.yaml', index, value })),
    mesh,
    live: mesh,
    previous: null,
    change: { author: { name: 'A', email: 'a@example.org' }, signer: null, base: null, head: 'h' },
    config: { undefinedSubset: 'host', rules: {} },
    inFlight: [],
  };
}

function weights(...each: readonly number[]): Json {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    spec: { http: [{ route: each.map((weight) => ({ weight })) }] },
  };
}

describe('the built-in rules', () => {
  test('find nothing in an empty repository, and all of them ran', async () => {
    const verdict = await rulesOf().judge(inputOf([]), none, signal);
    expect(verdict).toEqual({ kind: 'judged', violations: [], rulesRun: await shippedRules() });
  });

  test('name the document and the path in it', async () => {
    const verdict = await rulesOf().judge(inputOf([weights(50, 50), weights(-1, 101)]), none, signal);
    expect(verdict).toMatchObject({
      violations: [
        {
          rule: 'weights-invalid',
          severity: 'error',
          message: 'the weight -1 is negative',
          remedy: 'give whole numbers from 0 that sum to 100',
          at: { document: 1, path: ['spec', 'http', 0, 'route', 0, 'weight'] },
        },
      ],
    });
  });

  test('rest when nobody asks, and answer again', async () => {
    const rules = rulesOf({ idleMs: 1 });
    const { started, running } = workers();
    const first = await rules.judge(inputOf([]), none, signal);
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
    expect(await rules.judge(inputOf([]), none, signal)).toEqual(first);
    expect(started()).toBe(2);
  });

  test('are loaded once for all who ask at once', async () => {
    const rules = rulesOf();
    const { started } = workers();
    await Promise.all([rules.warm(none, signal), rules.judge(inputOf([]), none, signal), rules.warm(none, signal)]);
    expect(started()).toBe(1);
  });

  test('leave no worker behind where they are closed while they load', async () => {
    const rules = rulesOf();
    const { started, running } = workers();
    const loading = rules.warm(none, signal);
    await rules.close();
    await loading;
    expect(started()).toBe(1);
    await expect.poll(running, { timeout: 20_000 }).toBe(0);
  });

  test('answer the same for the same input', async () => {
    const rules = rulesOf();
    const input = inputOf(Array.from({ length: 50 }, (_, i) => weights(-i - 1, -i - 2)));
    const first = await rules.judge(input, none, signal);
    expect(await rules.judge(input, none, signal)).toEqual(first);
  });

  test('judge many inputs at once, each by itself', async () => {
    const rules = rulesOf();
    const inputs = Array.from({ length: 20 }, (_, i) => inputOf([weights(-i - 1, 100)]));
    const verdicts = await Promise.all(inputs.map((input) => rules.judge(input, none, signal)));
    for (const [i, verdict] of verdicts.entries()) {
      expect(verdict).toMatchObject({ violations: [{ message: `the weight ${-i - 1} is negative` }] });
    }
  });

  test('take a lone surrogate and a large input', async () => {
    const input = inputOf([{ kind: '\ud800' }, ...Array.from({ length: 2000 }, () => weights(50, 50))]);
    expect(await rulesOf().judge(input, none, signal)).toMatchObject({ kind: 'judged', violations: [] });
  });
});

describe('no verdict', () => {
  test('where the compiled rules are missing', async () => {
    const verdict = await rulesOf({ wasm: join(cacheDir, 'nowhere.wasm') }).judge(inputOf([]), none, signal);
    expect(verdict).toMatchObject({ kind: 'no-verdict', reason: expect.stringContaining('missing') });
  });

  test('where they are damaged', async () => {
    const verdict = await rulesOf({ wasm: new Uint8Array([0, 97, 115, 109, 9]) }).judge(inputOf([]), none, signal);
    expect(verdict).toMatchObject({ kind: 'no-verdict', reason: expect.stringContaining('damaged') });
  });

  test('where the repository has rules of its own and there is no opa, naming a file of theirs', async () => {
    const own = new Map([['rules/office.rego', 'package office\n\ndeny contains "no"\n']]);
    expect(await rulesOf().judge(inputOf([]), own, signal)).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining('opa'),
      file: 'rules/office.rego',
    });
  });

  test('where the rules need more memory than they may have; an input that is large of itself has more', async () => {
    const rules = rulesOf({ limits: { timeoutMs: 20_000, memoryMb: 1 } });
    const small = inputOf(Array.from({ length: 500 }, () => weights(50, 50)));
    const large = inputOf(Array.from({ length: 40_000 }, () => weights(50, 50)));
    expect(await rules.judge(small, none, signal)).toMatchObject({
      kind: 'no-verdict',
      reason: expect.stringContaining('more than 1 MB'),
    });
    expect(await rules.judge(large, none, signal)).toMatchObject({ kind: 'judged' });
    expect(await rules.judge(inputOf([]), none, signal)).toMatchObject({ kind: 'judged' });
  });
});

test('an abort rejects with its reason, and the next judgement works', async () => {
  const rules = rulesOf();
  const abort = new AbortController();
  const judging = rules.judge(inputOf([]), none, abort.signal);
  abort.abort(new Error('shutting down'));
  await expect(judging).rejects.toThrow('shutting down');
  expect(await rules.judge(inputOf([]), none, signal)).toMatchObject({ kind: 'judged' });
});
