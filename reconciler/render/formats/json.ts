/** Findings as one JSON document. */

import { jsonText } from '../printable.ts';
import { countFindings } from '../findings.ts';
import type { Report } from './report.ts';

/** Lines and columns count from 1, `endColumn` is exclusive; all four are null where no place is known. */
export function jsonFormat({ findings, checked }: Report): string {
  const listed = findings.map(({ rule, severity, message, remedy, file, range, object, fingerprint, docs }) => ({
    rule,
    severity,
    message,
    remedy,
    file,
    line: range?.line ?? null,
    column: range?.column ?? null,
    endLine: range?.endLine ?? null,
    endColumn: range?.endColumn ?? null,
    object,
    fingerprint,
    docs,
  }));
  return `${jsonText({ version: 1, checked, counts: countFindings(findings), findings: listed })}\n`;
}
