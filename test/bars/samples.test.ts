// What the projects give as samples is correct: lint finds no error in it, but for what the documentation argues for.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../policies/finding.ts';
import { goModule } from '../support/go-module.ts';
import { openLintJudge, treeOf } from '../support/lint-judge.ts';
import { published } from './published.ts';

/** Rules whose errors in samples are argued for in `rego/README.md`. */
const argued: ReadonlySet<string> = new Set(['not-enforced']);

test.each([
  ['Istio', published.istio, 'samples'],
  ['Gateway API', published.gatewayApi, 'examples'],
  ['Flagger', published.flagger, 'artifacts/examples'],
  ['Argo Rollouts', published.argoRollouts, 'examples'],
])('the samples of %s', async (name, module, folder) => {
  const files = await sampleFiles(join(await goModule(module), folder));
  expect(files.size).toBeGreaterThan(5);
  const judge = await openLintJudge();
  try {
    const errors: Finding[] = [];
    const byRule = new Map<string, number>();
    // Each file by itself, as people apply them: samples of one name stand for each other.
    for (const [file, text] of files) {
      const findings = await judge.findingsOf(treeOf(new Map([[file, text]])));
      for (const { rule, severity } of findings) {
        if (severity !== 'info') byRule.set(`${rule} ${severity}`, (byRule.get(`${rule} ${severity}`) ?? 0) + 1);
      }
      errors.push(...findings.filter(({ rule, severity }) => severity === 'error' && !argued.has(rule)));
    }
    console.log(`samples: ${name}: ${files.size} files, ${JSON.stringify(Object.fromEntries(byRule))}`);
    for (const { rule, file, range, message } of errors) {
      console.log(`samples: ${name}: ${rule} ${file}:${range?.line ?? 0} ${message.slice(0, 120)}`);
    }
    expect(errors.map(({ rule, file }) => `${rule} ${file}`)).toEqual([]);
  } finally {
    await judge.close();
  }
});

/** Templates of other tools are no YAML. */
async function sampleFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const files = new Map<string, string>();
  for (const name of names.filter((each) => /\.ya?ml$/.test(each)).toSorted()) {
    const text = await readFile(join(folder, name), 'utf8');
    if (!/\{\{|\$\{/.test(text) && /^apiVersion:/m.test(text)) files.set(name, text);
  }
  return files;
}
