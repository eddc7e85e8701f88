import { compareFindings, type Finding, type Range, type Severity } from '../../policies/finding.ts';
import { paintFor, type Paint } from './paint.ts';
import { printable } from './printable.ts';
import { plural } from './quantity.ts';
import { cellWidth, fitEnd, fitStart } from './width.ts';

/** How text is laid out. */
export interface TextOptions {
  readonly colour: boolean;
}

/** Longer lines are cut round the place that the caret points to. */
const LINE_WIDTH = 110;

/**
 * Findings for people, sorted by place: place and message, the line with a caret under what is wrong, the remedy.
 * `sources` holds the texts of the files; a finding whose file is not among them goes without its line.
 */
export function findingsText(
  findings: readonly Finding[],
  sources: ReadonlyMap<string, string>,
  options: TextOptions,
): string {
  const paint = paintFor(options.colour);
  const lines = [...findings]
    .sort(compareFindings)
    .flatMap((finding) => [...findingLines(finding, sources, paint), '']);
  return lines.map((line) => `${line}\n`).join('');
}

/** How many there are of each severity. */
export function countFindings(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

/** `1 error, 2 warnings`, or `no findings`. */
export function findingsSummary(findings: readonly Finding[]): string {
  const counts = countFindings(findings);
  const parts = [
    ...(counts.error > 0 ? [plural(counts.error, 'error')] : []),
    ...(counts.warning > 0 ? [plural(counts.warning, 'warning')] : []),
    ...(counts.info > 0 ? [plural(counts.info, 'note')] : []),
  ];
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

/** The lines of one finding, without an empty line after them. */
export function findingLines(finding: Finding, sources: ReadonlyMap<string, string>, paint: Paint): readonly string[] {
  const place = paint.bold(placeOf(finding));
  const severity = severityPaint(finding.severity, paint)(finding.severity);
  const head = `${place} ${severity} ${paint.dim(printable(finding.rule))} ${printable(finding.message)}`;
  const source = finding.file === null ? undefined : sources.get(finding.file);
  const excerpt = source === undefined || finding.range === null ? [] : excerptLines(source, finding.range, paint);
  const remedy = finding.remedy === '' ? [] : [`  ${paint.green('fix:')} ${printable(finding.remedy)}`];
  return [head, ...excerpt, ...remedy];
}

function placeOf(finding: Finding): string {
  if (finding.file === null) return 'repository:';
  const file = printable(finding.file);
  return finding.range === null ? `${file}:` : `${file}:${finding.range.line}:${finding.range.column}:`;
}

function severityPaint(severity: Severity, paint: Paint): (text: string) => string {
  switch (severity) {
    case 'error':
      return paint.red;
    case 'warning':
      return paint.yellow;
    case 'info':
      return paint.cyan;
  }
}

/** The line and a caret under each of its characters in the range; a range of several lines runs to the line's end. */
function excerptLines(source: string, range: Range, paint: Paint): readonly string[] {
  const line = source.split('\n')[range.line - 1]?.replace(/\r$/, '');
  if (line === undefined) return [];
  const endColumn = range.endLine === range.line ? range.endColumn : line.length + 1;
  const before = sourceText(line.slice(0, range.column - 1));
  const marked = sourceText(line.slice(range.column - 1, endColumn - 1));
  const after = sourceText(line.slice(endColumn - 1));
  // The place stays in sight: at most half of the width before it, whatever fits after it.
  const lead = cellWidth(before + marked) > LINE_WIDTH ? fitEnd(before, LINE_WIDTH / 2) : before;
  const shown = fitStart(lead + marked + after, LINE_WIDTH);
  const carets = '^'.repeat(Math.max(1, Math.min(cellWidth(marked), cellWidth(shown) - cellWidth(lead))));
  const number = String(range.line);
  const gutter = ' '.repeat(number.length);
  return [
    `  ${paint.dim(`${number} |`)} ${shown}`.trimEnd(),
    `  ${paint.dim(`${gutter} |`)} ${' '.repeat(cellWidth(lead))}${paint.red(carets)}`,
  ];
}

/** A tab prints as one space, so that the caret stands where it should. */
function sourceText(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}
