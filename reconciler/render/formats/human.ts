/** Findings for people: each with its line and a caret, and a summary below. */

import { findingsSummary, findingsText } from '../findings.ts';
import { plural } from '../quantity.ts';
import type { Report } from './report.ts';

export function humanFormat({ findings, texts, checked }: Report, colour: boolean): string {
  const extent = `${plural(checked.documents, 'document')} in ${plural(checked.files, 'file')}`;
  const rules = checked.rules === undefined ? '' : `, ${plural(checked.rules, 'rule')}`;
  return `${findingsText(findings, texts, { colour })}${extent}${rules}: ${findingsSummary(findings)}\n`;
}
