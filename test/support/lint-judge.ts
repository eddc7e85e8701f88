/** All that lint says of some files, with the rules that ship and no opa. */

import type { Finding } from '../../policies/finding.ts';
import type { PolicyFiles } from '../../reconciler/git/tree-reader.ts';
import { checkPolicies, readTree } from '../../reconciler/commands/check-policies.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import { temporaryFolder } from './git-repository.ts';

export interface LintJudge {
  findingsOf(tree: PolicyFiles): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export async function openLintJudge(): Promise<LintJudge> {
  const { path, remove } = await temporaryFolder();
  const rules = createRules({ opa: null, cacheDir: path, limits: { timeoutMs: 20_000, memoryMb: 256 } });
  const judges = { rules, accepted: null, before: null, nowMs: 0 };
  return {
    findingsOf: async (tree) => (await checkPolicies(readTree(tree), judges, new AbortController().signal)).findings,
    close: async () => {
      await rules.close();
      await remove();
    },
  };
}

/** Texts as a commit's files; each text is its own name. */
export function treeOf(texts: ReadonlyMap<string, string>): PolicyFiles {
  return { files: new Map([...texts].map(([path, text]) => [path, { oid: text, text }])), findings: [] };
}
