/** SARIF 2.1.0 (OASIS), which code scanning reads. */

import type { Range, Severity } from '../../../policies/finding.ts';
import { jsonText, printable } from '../printable.ts';
import { isJudged, sentenceOf, type Report, type Reported } from './report.ts';

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export function sarifFormat({ findings }: Report): string {
  const names = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: { driver: { name: 'sluice', rules: names.map((id) => ({ id })) } },
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: isJudged(findings) }],
    results: findings.map((finding) => resultOf(finding, names.indexOf(finding.rule))),
  };
  return `${jsonText({ $schema: schema, version: '2.1.0', runs: [run] })}\n`;
}

const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

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
