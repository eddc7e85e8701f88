/** What lint finds of the faults that were planted, by kind, and what it says of repositories without one. */

import type { Finding } from '../../policies/finding.ts';
import { checkPolicies, readTree } from '../../reconciler/commands/check-policies.ts';
import { createRules } from '../../reconciler/opa/rules.ts';
import type { RulesPort } from '../../reconciler/reconcile/ports.ts';
import { correct, mutations, type Mutation } from '../corpus/corpus.ts';
import type { Texts } from '../corpus/print.ts';
import { temporaryFolder } from '../support/git-repository.ts';

export interface Recall {
  readonly planted: number;
  /** Any new finding of the fault's rule. */
  readonly byRule: number;
  /** And that at its file and range. */
  readonly atRange: number;
}

export interface Figures {
  readonly all: Recall;
  /** By kind of fault, those found least first. */
  readonly kinds: ReadonlyMap<string, Recall>;
  /** Errors and warnings of the correct repositories, one to each fault, by rule. */
  readonly falseFindings: ReadonlyMap<string, number>;
}

export async function measureRecall(seed: number, count: number, signal: AbortSignal): Promise<Figures> {
  const { path, remove } = await temporaryFolder();
  const rules = createRules({ opa: null, cacheDir: path, limits: { timeoutMs: 20_000, memoryMb: 256 } });
  try {
    const kinds = new Map<string, Recall>();
    const falseFindings = new Map<string, number>();
    for (const mutation of mutations(seed, count)) {
      const before = await findingsOf(correct(mutation.seed), rules, signal);
      for (const { rule, severity } of before) {
        if (severity !== 'info') falseFindings.set(rule, (falseFindings.get(rule) ?? 0) + 1);
      }
      const known = kinds.get(mutation.fault.name) ?? nothingPlanted;
      const now = await findingsOf(mutation.texts, rules, signal);
      kinds.set(mutation.fault.name, plus(known, recallOf(mutation, before, now)));
    }
    const all = [...kinds.values()].reduce(plus, nothingPlanted);
    const sorted = [...kinds].sort(([, a], [, b]) => a.atRange / a.planted - b.atRange / b.planted);
    return { all, kinds: new Map(sorted), falseFindings };
  } finally {
    await rules.close();
    await remove();
  }
}

const nothingPlanted: Recall = { planted: 0, byRule: 0, atRange: 0 };

function plus(a: Recall, b: Recall): Recall {
  return { planted: a.planted + b.planted, byRule: a.byRule + b.byRule, atRange: a.atRange + b.atRange };
}

async function findingsOf(texts: Texts, rules: RulesPort, signal: AbortSignal): Promise<readonly Finding[]> {
  const files = new Map([...texts].map(([path, text]) => [path, { oid: path, text }]));
  return (
    await checkPolicies(readTree({ files, findings: [] }), { rules, accepted: null, before: null, nowMs: 0 }, signal)
  ).findings;
}

function recallOf({ expected }: Mutation, before: readonly Finding[], now: readonly Finding[]): Recall {
  const old = new Set(before.map(keyOf));
  const own = now.filter((finding) => finding.rule === expected.rule && !old.has(keyOf(finding)));
  const placed = own.some(
    ({ file, range }) => file === expected.file && keyOfRange(range) === keyOfRange(expected.range),
  );
  return { planted: 1, byRule: Number(own.length > 0), atRange: Number(placed) };
}

function keyOf({ rule, file, message, object }: Finding): string {
  return JSON.stringify([rule, file, message, object]);
}

function keyOfRange(range: Finding['range']): string {
  return range === null ? '' : `${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
}
