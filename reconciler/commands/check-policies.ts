/** All that can be said of a tree of policies by itself: formats, references, and every rule. */

import { uniqueFindings, type Finding } from '../../policies/finding.ts';
import { rulesInput } from '../../policies/input.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import { verdictFindings } from '../reconcile/verdict-findings.ts';
import type { Found } from '../render/formats/report.ts';

export interface ReadPolicies {
  readonly tree: PolicyFiles;
  readonly loaded: Loaded;
}

export function readTree(tree: PolicyFiles): ReadPolicies {
  return { tree, loaded: createLoader()(tree.files, { intent: true }) };
}

export async function checkPolicies(
  { tree, loaded }: ReadPolicies,
  rules: RulesPort,
  signal: AbortSignal,
): Promise<Found> {
  const texts = new Map([...tree.files].map(([path, file]) => [path, file.text]));
  const rego = new Map([...texts].filter(([path]) => path.endsWith('.rego')));
  const { documents, mesh, config } = loaded;
  const change = { author: { name: '', email: '' }, signer: null, base: null, head: '' };
  const input = rulesInput({ documents, mesh, live: mesh, previous: null, change, config, inFlight: [] });
  const verdict = await rules.judge(input, rego, signal);
  const findings = [...tree.findings, ...(await formatFindings(loaded)), ...verdictFindings(verdict, loaded)];
  const rulesRun = verdict.kind === 'judged' ? verdict.rulesRun : 0;
  const checked = { files: texts.size, documents: documents.length, rules: rulesRun };
  return { findings: uniqueFindings(findings), texts, checked };
}

/** The translator is a hundred modules, and has something to say about access alone: they are loaded where there is any. */
async function formatFindings(loaded: Loaded): Promise<readonly Finding[]> {
  if (loaded.mesh.access.length === 0) return loaded.findings;
  const { loadedFindings } = await import('../reconcile/loaded-findings.ts');
  return loadedFindings(loaded);
}
