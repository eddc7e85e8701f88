/** The Test Anything Protocol, version 14: each file is a test. */

import { casesOf, headOf, type FileCase } from './by-file.ts';
import { fails, sentenceOf, type Report } from './report.ts';
import { printable } from '../printable.ts';
import { moreLines } from './docs.ts';

export function tapFormat(report: Report): string {
  const cases = casesOf(report);
  const lines = cases.flatMap((each, i) => caseLines(each, i + 1, report));
  return ['TAP version 14', `1..${cases.length}`, ...lines].map((line) => `${line}\n`).join('');
}

/** Findings stand below as diagnostics, in YAML that is JSON. */
function caseLines({ name, findings }: FileCase, number: number, { failLevel }: Report): readonly string[] {
  const isBad = findings.some(({ severity }) => fails(severity, failLevel));
  const head = `${isBad ? 'not ok' : 'ok'} ${number} - ${words(name)}`;
  if (findings.length === 0) return [head];
  const shown = findings.map((each) => JSON.stringify(printable(`${headOf(each)}: ${sentenceOf(each)}`)));
  const more = moreLines(findings).map((line) => `  ${line}`);
  return [head, '  ---', '  findings:', ...shown.map((text) => `  - ${text}`), ...more, '  ...'];
}

/** `#` begins a directive, such as one that says to skip. */
function words(text: string): string {
  return printable(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}
