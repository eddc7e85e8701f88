// One changed file among 10,000 documents, as the reconciler meets it: read and joined anew, and judged by all rules.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rulesInput } from '../../policies/input.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import { routeFiles } from './many-routes.ts';
import { median, type Row } from './row.ts';

const documents = 10_000;
const turns = 5;

/** Medians of changes of one file, one after the other. */
export async function run(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
  const rules = createRules({ opa: null, cacheDir: folder, limits: { timeoutMs: 60_000, memoryMb: 1_024 } });
  try {
    const load = createLoader();
    const perFile = load(routeFiles(1)).documents.length;
    const files = new Map(routeFiles(Math.ceil(documents / perFile)));
    let loaded = load(files, { intent: true });
    const [path = ''] = files.keys();
    const original = files.get(path)?.text ?? '';
    const [reads, judgements]: [number[], number[]] = [[], []];
    for (let turn = 0; turn <= turns; turn += 1) {
      files.set(path, { oid: `turn ${turn}`, text: `# ${turn}\n${original}` });
      const from = performance.now();
      loaded = load(files, { intent: true });
      const read = performance.now();
      const verdict = await rules.judge(inputOf(loaded), new Map(), new AbortController().signal);
      const judged = performance.now();
      if (verdict.kind !== 'judged') throw new Error(verdict.reason);
      // The first starts the worker.
      if (turn > 0) reads.push(read - from);
      if (turn > 0) judgements.push(judged - read);
    }
    return [
      { what: 'documents', value: loaded.documents.length, unit: '' },
      { what: 'one file changed: read and joined', value: median(reads), unit: ' ms' },
      { what: 'one file changed: judged by all rules', value: median(judgements), unit: ' ms' },
    ];
  } finally {
    await rules.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function inputOf({ documents: all, objects, mesh, config, waivers }: Loaded): ReturnType<typeof rulesInput> {
  return rulesInput({
    documents: all,
    objects,
    mesh,
    live: mesh,
    previous: mesh,
    change: { author: { name: '', email: '' }, signer: null, base: null, head: '' },
    config,
    waivers,
    nowMs: 0,
    served: true,
    inFlight: [],
  });
}
