/** Workflow commands of GitHub Actions: annotations in the pull request. */

import type { Severity } from '../../../policies/finding.ts';
import { printable } from '../printable.ts';
import { sentenceOf, type Report, type Reported } from './report.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

export function githubFormat({ findings }: Report): string {
  return findings.map((finding) => `${commandOf(finding)}\n`).join('');
}

function commandOf(finding: Reported): string {
  const { severity, rule, file, range, docs } = finding;
  const place = file === null ? [] : [['file', file], ...(range === null ? [] : placeOf(range))];
  const properties = [...place, ['title', rule]].map(([name, value]) => `${name}=${property(value ?? '')}`);
  // In an annotation it is a line of its own.
  const more = docs === null ? '' : `%0A${data(`More: ${docs}`)}`;
  return `::${commands[severity]} ${properties.join(',')}::${data(sentenceOf(finding))}${more}`;
}

function placeOf({ line, column, endLine, endColumn }: NonNullable<Reported['range']>): readonly string[][] {
  const ends = [
    ['line', `${line}`],
    ['endLine', `${endLine}`],
  ];
  // Columns are of one line only, and the last one is inclusive there.
  if (line !== endLine) return ends;
  return [...ends, ['col', `${column}`], ['endColumn', `${Math.max(column, endColumn - 1)}`]];
}

/** A line that begins with `::` is a command: nothing that is quoted may begin one. */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
