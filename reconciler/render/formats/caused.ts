/** What a change causes: findings that were not there before it. */

import type { Finding } from '../../../policies/finding.ts';
import { aboutOf } from './report.ts';
import type { Found } from './report.ts';

/**
 * The findings of `after` that `before` has not: the same rule broken by the same object, in the same words or the same
 * text, is the same finding, wherever it moved. Each old one stands for one new one.
 */
export function causedFindings(after: Found, before: Found): readonly Finding[] {
  const rest = Map.groupBy(before.findings, broken);
  const takes = (finding: Finding, isSame: (old: Finding) => boolean): boolean => {
    const old = rest.get(broken(finding)) ?? [];
    const at = old.findIndex(isSame);
    if (at < 0) return false;
    rest.set(broken(finding), old.toSpliced(at, 1));
    return true;
  };
  // What agrees in both comes first, so that a looser likeness doesn't use it up.
  const text = (finding: Finding): string => aboutOf(finding, after.texts);
  const oldText = (finding: Finding): string => aboutOf(finding, before.texts);
  const wholly = after.findings.filter(
    (finding) => !takes(finding, (old) => old.message === finding.message && oldText(old) === text(finding)),
  );
  return wholly.filter(
    (finding) => !takes(finding, (old) => old.message === finding.message || oldText(old) === text(finding)),
  );
}

/** An object has its name in whatever file it stands. */
function broken({ rule, object, file }: Finding): string {
  return JSON.stringify([rule, object ?? file]);
}
