/** SARIF 2.1.0 (OASIS), which code scanning reads. */

import type { Range, Severity } from '../../../policies/finding.ts';
import { jsonText, printable } from '../printable.ts';
import { rulePageMarkdown, rulePageText, type RulePage } from '../rule-page.ts';
import type { FormatOptions } from './formats.ts';
import { isJudged, sentenceOf, type Report, type Reported } from './report.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export async function sarifFormat(
  { findings }: Report,
  { readPages }: Pick<FormatOptions, 'readPages'>,
): Promise<string> {
  const pages = findings.length === 0 ? new Map<string, RulePage>() : await readPages();
  const names = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: { driver: { name: 'sluice', rules: names.map((id) => ruleOf(id, pages.get(id))) } },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: isJudged(findings) }],
    results: findings.map((finding) => resultOf(finding, names.indexOf(finding.rule))),
  };
  return `${jsonText({ $schema: schema, version: '2.1.0', runs: [run] })}\n`;
}

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

/** With its whole page, since there is no site to link to: who reads the log needs no clone and no `sluice`. */
function ruleOf(id: string, page: RulePage | undefined): object {
  if (page === undefined) return { id };
  const { title, description, severity, category } = page;
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: description === '' ? title : oneLine(description) },
    help: { text: rulePageText(page), markdown: rulePageMarkdown(page) },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [category] },
  };
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** A finding about the repository as a whole has no location. */
function resultOf(finding: Reported, ruleIndex: number): object {
  const { rule, severity, file, range, object, fingerprint } = finding;
  const logical = object === null ? {} : { logicalLocations: [{ fullyQualifiedName: object }] };
  const physical = file === null ? {} : { physicalLocation: physicalOf(file, range) };
  const isPlaced = file !== null || object !== null;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: printable(sentenceOf(finding)) },
    ...(isPlaced ? { locations: [{ ...physical, ...logical }] } : {}),
    partialFingerprints: { 'sluice/v1': fingerprint },
  };
}

function physicalOf(file: string, range: Range | null): object {
  const artifactLocation = { uri: uriOf(file) };
  if (range === null) return { artifactLocation };
  const { line, column, endLine, endColumn } = range;
  return { artifactLocation, region: { startLine: line, startColumn: column, endLine, endColumn } };
}

/** A relative reference (RFC 3986): a first part with a colon would read as a scheme. */
function uriOf(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
