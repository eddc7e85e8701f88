/** Findings for people: each with its line and a caret; below, where to read more of their rules, and a summary. */

import { compareText, type Finding } from '../../../policies/finding.ts';
import { findingsSummary, findingsText, type TextOptions } from '../findings.ts';
import { printable } from '../printable.ts';
import { plural } from '../quantity.ts';
import { moreLines } from './docs.ts';
import type { Report } from './report.ts';

/** More notes than these would hide what matters: then they are only counted. */
const maxNotes = 10;

export function humanFormat({ findings, texts, checked, failLevel }: Report, { colour }: TextOptions): string {
  const notes = findings.filter(({ severity }) => severity === 'info');
  const isLong = notes.length > maxNotes && failLevel !== 'info';
  const shown = isLong ? findings.filter(({ severity }) => severity !== 'info') : findings;
  const extent = `${plural(checked.documents, 'document')} in ${plural(checked.files, 'file')}`;
  const rules = checked.rules === undefined ? '' : `, ${plural(checked.rules, 'rule')}`;
  const counted = isLong ? notesLine(notes) : '';
  const below = [...moreLines(shown), `${extent}${rules}: ${findingsSummary(findings)}`].map((line) => `${line}\n`);
  return `${findingsText(shown, texts, { colour })}${counted}${below.join('')}`;
}

/** `notes: not-translated 120, unknown-kind 2 (…)` */
function notesLine(notes: readonly Finding[]): string {
  const byRule = Map.groupBy(notes, ({ rule }) => rule);
  const counts = [...byRule]
    .toSorted(([a, all], [b, others]) => others.length - all.length || compareText(a, b))
    .map(([rule, all]) => `${printable(rule)} ${all.length}`);
  return `notes: ${counts.join(', ')} (--fail-level info and --format json show them)\n\n`;
}
