/** GitLab's code quality report. */

import type { Severity } from '../../../policies/finding.ts';
import { jsonText, printable } from '../printable.ts';
import { sentenceOf, type Report } from './report.ts';

const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'minor', info: 'info' };

/**
 * Each entry needs a file: what is about the repository as a whole stands at its root. `content` is Code Climate's place
 * for what a description is too short for; GitLab takes reports with it, and shows the name and the description.
 */
export function gitlabFormat({ findings }: Report): string {
  const entries = findings.map((finding) => ({
    description: printable(sentenceOf(finding)),
    check_name: finding.rule,
    ...(finding.docs === null ? {} : { content: { body: `More: \`${finding.docs}\`` } }),
    fingerprint: finding.fingerprint,
    severity: severities[finding.severity],
    location: {
      path: finding.file ?? '.',
      lines: { begin: finding.range?.line ?? 1, end: finding.range?.endLine ?? 1 },
    },
  }));
  return `${jsonText(entries)}\n`;
}
