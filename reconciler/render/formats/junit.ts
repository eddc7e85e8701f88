/** JUnit's XML, as build servers read it: each file is a case, what fails the check a failure. */

import { casesOf, headOf, type FileCase } from './by-file.ts';
import { fails, sentenceOf, type Report, type Reported } from './report.ts';
import { printable } from '../printable.ts';
import { moreLines } from './docs.ts';

export function junitFormat(report: Report): string {
  const cases = casesOf(report);
  const failing = (finding: Reported): boolean => fails(finding.severity, report.failLevel);
  const failures = cases.filter(({ findings }) => findings.some(failing)).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0"`;
  const body = cases.map((each) => caseText(each, failing)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="sluice lint" ${counts}>\n  <testsuite name="sluice lint" ${counts}>\n${body}  </testsuite>\n</testsuites>\n`;
}

function caseText({ name, findings }: FileCase, failing: (finding: Reported) => boolean): string {
  const head = `    <testcase classname="sluice" name="${xml(name)}" file="${xml(name)}"`;
  const bad = findings.filter(failing);
  const other = findings.filter((finding) => !failing(finding));
  if (bad.length + other.length === 0) return `${head}/>\n`;
  const failure =
    bad.length === 0 ? '' : `      <failure message="${xml(summaryOf(bad))}">${xml(linesOf(bad))}</failure>\n`;
  const output = other.length === 0 ? '' : `      <system-out>${xml(linesOf(other))}</system-out>\n`;
  return `${head}>\n${failure}${output}    </testcase>\n`;
}

function summaryOf(findings: readonly Reported[]): string {
  const [first] = findings;
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
  return first === undefined ? '' : `${first.rule}: ${first.message}${more}`;
}

function linesOf(findings: readonly Reported[]): string {
  const lines = findings.map((finding) => `${headOf(finding)}: ${printable(sentenceOf(finding))}`);
  return [...lines, ...moreLines(findings)].join('\n');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

/** XML 1.0 has no way to write most control characters: they are shown as escapes. */
function xml(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line).replaceAll(/[&<>"']/g, (character) => entities.get(character) ?? ''))
    .join('&#10;');
}
