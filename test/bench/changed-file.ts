// One changed file among 10,000 documents, as the reconciler meets it: read and joined anew, and judged by all rules.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLoader, type Files } from '../../policies/load.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import { createJudge } from '../../reconciler/reconcile/change-judge.ts';
import { type Judge, wholeJudge } from '../../reconciler/reconcile/judgement.ts';
import { largeRepository } from '../corpus/large.ts';
import { contextOf } from '../support/rules-context.ts';
import { routeFiles } from './many-routes.ts';
import { median, type Row } from './row.ts';

const turns = 15;

/** Medians of changes of one file each, in a repository of one kind of routes, and in one of all kinds of objects. */
export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const rules = createRules({ opa: null, cacheDir: folder, limits: { timeoutMs: 60_000, memoryMb: 1_024 } });
  try {
    const routes = routeFiles(2_000);
    const mixed = new Map([...largeRepository(1_000, 99)].map(([path, text]) => [path, { oid: text, text }]));
    return [
      ...(await measure('routes', routes, createJudge(rules))),
      ...(await measure('routes, all judged each time', routes, wholeJudge(rules))),
      ...(await measure('all kinds', mixed, createJudge(rules))),
    ];
  } finally {
    await rules.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(what: string, given: Files, judge: Judge): Promise<readonly Row[]> {
  const load = createLoader();
  const files = new Map(given);
  let loaded = load(files, { intent: true });
  let served = loaded.mesh;
  const [reads, judgements]: [number[], number[]] = [[], []];
  const paths = [...files.keys()];
  for (let turn = 0; turn <= turns; turn += 1) {
    const path = paths[(turn * 379) % paths.length] ?? '';
    const text = changed(files.get(path)?.text ?? '', turn);
    files.set(path, { oid: text, text });
    const from = performance.now();
    loaded = load(files, { intent: true });
    const read = performance.now();
    const [verdict] = await judge(contextOf(loaded, served), [new Map()], new AbortController().signal);
    const judged = performance.now();
    if (verdict?.kind !== 'judged') throw new Error(verdict?.reason ?? 'no verdict');
    served = loaded.mesh;
    // The first is of all, and starts the worker.
    if (turn > 0) reads.push(read - from);
    if (turn > 0) judgements.push(judged - read);
  }
  return [
    { what: `${what}: documents`, value: loaded.documents.length, unit: '' },
    { what: `${what}: one file read and joined`, value: median(reads), unit: ' ms' },
    { what: `${what}: and judged`, value: median(judgements), unit: ' ms' },
    { what: `${what}: in all`, value: median(reads.map((each, turn) => each + (judgements[turn] ?? 0))), unit: ' ms' },
  ];
}

/** Weights where there are any, and labels of every object. */
function changed(text: string, turn: number): string {
  return text
    .replaceAll('weight: 100', 'weight: 90')
    .replaceAll('weight: 0', 'weight: 10')
    .replaceAll(/^metadata:\n/gm, `metadata:\n  annotations: {changed: "${turn}"}\n`);
}
