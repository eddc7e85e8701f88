/** What a check has to say about a repository, and where. */

import type { Json } from './mesh.ts';

export type Severity = (typeof severities)[number];

/** The gravest first. */
export const severities = ['error', 'warning', 'info'] as const;

/** A JSON path into a document: keys and list positions, outermost first. */
export type Path = readonly (string | number)[];

/** A span of text. Lines and columns count from 1; the end column is exclusive; columns are UTF-16 units. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A change of a document by its paths. */
export type Edit =
  /** Puts a value there, in place of the one that is there, or new. */
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  | { readonly op: 'remove'; readonly path: Path }
  /** Gives a key another name. */
  | { readonly op: 'rename'; readonly path: Path; readonly name: string };

/** What would mend a finding. */
export interface Fix {
  /** Position of the document in its file. */
  readonly document: number;
  /** One after the other, or none of them. */
  readonly edits: readonly Edit[];
}

/** One thing that is wrong (or worth knowing), with its place and what would be right. */
export interface Finding {
  /** Name of the rule, in kebab case: `weights-invalid`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** What to do about it; empty when there is nothing to say. */
  readonly remedy: string;
  /** Path in the repository; null when the finding is about the repository as a whole. */
  readonly file: string | null;
  readonly range: Range | null;
  /** The object, as `VirtualService shop/checkout`; null when no object is known yet. */
  readonly object: string | null;
  /** Absent: a person has to think. */
  readonly fix?: Fix;
}

/** Orders findings by file, place, rule and message, so that the same commit prints the same bytes. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    (a.range?.line ?? 0) - (b.range?.line ?? 0) ||
    (a.range?.column ?? 0) - (b.range?.column ?? 0) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

/** Compares by code unit: the same on every machine, unlike a locale's order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What two checks say of the same place under one name is said once; the order is kept. */
export function uniqueFindings(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = JSON.stringify([finding.rule, finding.file, finding.range, finding.range === null && finding.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/** A message that quotes what was found, however long that is, made fit to be shown. */
export function shortened(message: string, most = 300): string {
  return message.length > most ? `${message.slice(0, most)}…` : message;
}
