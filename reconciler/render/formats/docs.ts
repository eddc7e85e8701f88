/** How a finding leads to what its rule means: by the command that prints the page. There is no site to link to. */

import { severities } from '../../../policies/finding.ts';
import type { Reported } from './report.ts';

/** The command that prints a rule's page; null where a shell would read the name as something else. */
export function docsOf(rule: string): string | null {
  return isWord(rule) ? `sluice rules ${rule}` : null;
}

/** More names than these are counted: the line is there to be copied, and to be short. */
const maxNames = 4;

/** `more: sluice rules route-to-nothing weights-invalid`, each rule once, the gravest first; none where there is none. */
export function moreLines(findings: readonly Reported[]): readonly string[] {
  const names = severities.flatMap((severity) =>
    findings.filter((finding) => finding.severity === severity).map(({ rule }) => rule),
  );
  const known = [...new Set(names)].filter(isWord);
  if (known.length === 0) return [];
  const others = known.length > maxNames ? ` (and ${known.length - maxNames} more)` : '';
  return [`more: sluice rules ${known.slice(0, maxNames).join(' ')}${others}`];
}

/** The packages of a repository's own rules may be called anything, `; rm -rf ~` too. */
function isWord(rule: string): boolean {
  return /^[a-z0-9_][a-z0-9_./-]*$/i.test(rule);
}
