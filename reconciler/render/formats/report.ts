/** What a check of files has found, as each format gets it. */

import { createHash } from 'node:crypto';
import { compareFindings, severities, type Finding, type Range, type Severity } from '../../../policies/finding.ts';
import { docsOf } from './docs.ts';

export interface Report {
  /** Sorted by place. */
  readonly findings: readonly Reported[];
  /** Path → text of the files that were read. */
  readonly texts: ReadonlyMap<string, string>;
  readonly checked: Checked;
  /** From this severity on a finding fails the check. */
  readonly failLevel: Severity;
}

export interface Checked {
  readonly files: number;
  readonly documents: number;
  /** How many rules were asked; absent where none are. */
  readonly rules?: number;
}

export interface Reported extends Finding {
  /** The same for the same fault in the same object, wherever the lines round it move: 32 hexadecimal digits. */
  readonly fingerprint: string;
  /** The command that says what the rule means, as `sluice rules route-to-nothing`; null: none can be given. */
  readonly docs: string | null;
}

/** Whether this severity fails a check that fails from `level` on. */
export function fails(severity: Severity, level: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(level);
}

/** False where the rules gave no verdict. */
export function isJudged(findings: readonly Finding[]): boolean {
  return findings.every(({ rule }) => rule !== 'no-verdict');
}

/** What a check has found, before it is sorted. */
export interface Found extends Omit<Report, 'findings' | 'failLevel'> {
  readonly findings: readonly Finding[];
  /** `error` when absent. */
  readonly failLevel?: Severity;
}

export function reportOf({ findings, texts, checked, failLevel = 'error' }: Found): Report {
  return { findings: reported(findings, texts), texts, checked, failLevel };
}

/** Sorts findings, and gives each its fingerprint and the way to its rule's page. */
function reported(findings: readonly Finding[], texts: ReadonlyMap<string, string>): readonly Reported[] {
  const seen = new Map<string, number>();
  return [...findings].sort(compareFindings).map((finding) => {
    const { rule, file, object } = finding;
    const key = JSON.stringify([rule, file, object, aboutOf(finding, texts)]);
    // Equal faults in one object are told apart by their order alone.
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    const fingerprint = createHash('sha256').update(`${key}${before}`).digest('hex').slice(0, 32);
    return { ...finding, fingerprint, docs: docsOf(rule) };
  });
}

/** What a finding is about: the text of its range, or where there is none its message. */
export function aboutOf({ file, range, message }: Finding, texts: ReadonlyMap<string, string>): string {
  const source = file === null ? undefined : texts.get(file);
  return source === undefined || range === null ? message : textIn(source, range);
}

/** Without the spaces that an indentation is made of. */
function textIn(source: string, { line, column, endLine, endColumn }: Range): string {
  const lines = source.split('\n').slice(line - 1, endLine);
  const last = lines.length - 1;
  const cut = lines.map((each, i) => each.slice(i === 0 ? column - 1 : 0, i === last ? endColumn - 1 : undefined));
  return cut.map((each) => each.trim()).join(' ');
}

/** What is wrong, and what would be right, in one line. */
export function sentenceOf({ message, remedy }: Finding): string {
  return remedy === '' ? message : `${message.replace(/\.$/, '')}. Fix: ${remedy}`;
}
