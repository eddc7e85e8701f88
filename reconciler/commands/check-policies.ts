/** All that can be said of a tree of policies by itself: formats, references, and every rule. */

import { hasErrors, uniqueFindings, type Finding } from '../../policies/finding.ts';
import { createLoader, type Loaded } from '../../policies/load.ts';
import { ownRules } from '../../policies/own-data.ts';
import { configFile } from '../../policies/sluice/data-files.ts';
import type { PolicyFiles } from '../git/tree-reader.ts';
import { judgeByEach, rulesThatJudge, wholeJudge, type OwnRules } from '../reconcile/judgement.ts';
import type { RulesPort } from '../reconcile/ports.ts';
import type { Waiver } from '../../policies/waiver.ts';
import type { Found } from '../render/formats/report.ts';

export interface ReadPolicies {
  readonly tree: PolicyFiles;
  readonly loaded: Loaded;
}

/** Whose settings, waivers and rules judge: a change can't loosen what judges it. */
export interface Judges {
  readonly rules: RulesPort;
  /** What was accepted before; null: the policies are judged by their own. */
  readonly accepted: ReadPolicies | null;
  /** What the change began from; null: there is no change. */
  readonly before: ReadPolicies | null;
  /** Wall time in ms. */
  readonly nowMs: number;
  /** The path of an Envoy that is to take what the policies translate to; null: it isn't asked. */
  readonly envoy?: string | null;
}

export function readTree(tree: PolicyFiles): ReadPolicies {
  return { tree, loaded: createLoader()(tree.files, { intent: true }) };
}

/** What was found, and what by. */
export interface JudgedPolicies extends Found {
  /** One name for the rules that judged. */
  readonly rulesDigest: string;
  /** The waivers that something needed. */
  readonly waived: readonly Waiver[];
}

export async function checkPolicies(read: ReadPolicies, judges: Judges, signal: AbortSignal): Promise<JudgedPolicies> {
  const { tree, loaded } = read;
  const { rules, accepted, before, nowMs } = judges;
  const { documents, objects, mesh } = loaded;
  const { config, waivers } = (accepted ?? read).loaded;
  // A repository without settings is read by another mesh, and not by Sluice.
  const served = (accepted ?? read).tree.files.has(configFile);
  const context = {
    documents,
    objects,
    mesh,
    live: mesh,
    previous: before?.loaded.mesh ?? null,
    change: { author: { name: '', email: '' }, signer: null, base: null, head: '' },
    config,
    waivers,
    nowMs,
    served,
    inFlight: [],
  };
  const findings = [...tree.findings, ...(await formatFindings(loaded))];
  const regos = rulesThatJudge(rulesOf(read), accepted === null ? undefined : rulesOf(accepted));
  const { said, rulesRun, waived } = await judgeByEach(regos, context, loaded, wholeJudge(rules), signal);
  findings.push(...said);
  if (typeof judges.envoy === 'string' && !hasErrors(findings)) {
    const { preflight } = await import('./preflight.ts');
    findings.push(...(await preflight(loaded, judges.envoy, signal)));
  }
  const texts = new Map([...tree.files].map(([path, file]) => [path, file.text]));
  const checked = { files: texts.size, documents: documents.length, rules: rulesRun };
  const told = uniqueFindings(served ? findings : findings.map(unserved));
  return { findings: told, texts, checked, rulesDigest: await rules.digest(regos), waived };
}

/** What Sluice doesn't enforce another mesh may, and a cluster knows endpoints that nobody has written down. */
const onlyWhereServed: ReadonlySet<string> = new Set(['not-enforced', 'no-endpoints']);

function unserved(finding: Finding): Finding {
  return onlyWhereServed.has(finding.rule) ? { ...finding, severity: 'info' } : finding;
}

function rulesOf({ tree, loaded }: ReadPolicies): OwnRules {
  return ownRules(tree.files, loaded.dataFiles);
}

/** The translator is a hundred modules, and has something to say about access alone: they are loaded where there is any. */
async function formatFindings(loaded: Loaded): Promise<readonly Finding[]> {
  if (loaded.mesh.access.length === 0) return loaded.findings;
  const { loadedFindings } = await import('../reconcile/loaded-findings.ts');
  return loadedFindings(loaded);
}
