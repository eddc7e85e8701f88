/** What lint finds of the faults that were planted, by kind, and what it says of repositories without one. */

import type { Finding } from '../../policies/finding.ts';
import { correct, mutations, type Mutation } from '../corpus/corpus.ts';
import { openLintJudge, treeOf } from '../support/lint-judge.ts';

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

export async function measureRecall(seed: number, count: number): Promise<Figures> {
  const judge = await openLintJudge();
  try {
    const kinds = new Map<string, Recall>();
    const falseFindings = new Map<string, number>();
    for (const mutation of mutations(seed, count)) {
      const before = await judge.findingsOf(treeOf(correct(mutation.seed)));
      for (const { rule, severity } of before) {
        if (severity !== 'info') falseFindings.set(rule, (falseFindings.get(rule) ?? 0) + 1);
      }
      const known = kinds.get(mutation.fault.name) ?? nothingPlanted;
      const now = await judge.findingsOf(treeOf(mutation.texts));
      kinds.set(mutation.fault.name, plus(known, recallOf(mutation, before, now)));
    }
    const all = [...kinds.values()].reduce(plus, nothingPlanted);
    const sorted = [...kinds].sort(([, a], [, b]) => a.atRange / a.planted - b.atRange / b.planted);
    return { all, kinds: new Map(sorted), falseFindings };
  } finally {
    await judge.close();
  }
}

const nothingPlanted: Recall = { planted: 0, byRule: 0, atRange: 0 };

function plus(a: Recall, b: Recall): Recall {
  return { planted: a.planted + b.planted, byRule: a.byRule + b.byRule, atRange: a.atRange + b.atRange };
}

function recallOf({ expected }: Mutation, before: readonly Finding[], now: readonly Finding[]): Recall {
  const old = new Set(before.map(keyOf));
  const own = now.filter((finding) => finding.rule === expected.rule && !old.has(keyOf(finding)));
  const placed = own.some(
    ({ file, range }) => file === expected.file && keyOfRange(range) === keyOfRange(expected.range),
  );
  return { planted: 1, byRule: Number(own.length > 0), atRange: Number(placed) };
}

export function keyOf({ rule, file, message, object }: Finding): string {
  return JSON.stringify([rule, file, message, object]);
}

export function keyOfRange(range: Finding['range']): string {
  return range === null ? '' : `${range.line}:${range.column}-${range.endLine}:${range.endColumn}`;
}
