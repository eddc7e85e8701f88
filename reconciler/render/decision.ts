/** One judgement as an entry of a log: what was decided, by which rules, on which files. Masked: no message, no value. */

import { type Finding, severities, type Severity } from '../../policies/finding.ts';
import type { Json } from '../../policies/mesh.ts';
import type { Waiver } from '../../policies/waiver.ts';
import { fails, isJudged, type Reported } from './formats/report.ts';
import { countFindings } from './findings.ts';

/** How many were read, and one name for all of them: Git's, or a digest of what was read without it. */
export type Policies = { readonly files: number; readonly documents: number } & (
  { readonly digest: string } | { readonly tree: string }
);

export interface Decided {
  /** The command that judged. */
  readonly command: string;
  /** The commit that was accepted before, and the one that was judged; null: no commit was read. */
  readonly base: string | null;
  readonly head: string | null;
  /** What else says where: one command has paths, another a live head. */
  readonly where: Readonly<Record<string, Json>>;
  readonly policies: Policies;
  /** Null: no rule was asked. */
  readonly rules: { readonly run: number; readonly digest: string | null };
  readonly findings: readonly Finding[];
  /** Those of them that are told one by one. */
  readonly told: readonly Reported[];
  readonly failLevel: Severity;
  readonly waived: readonly Waiver[];
  readonly durationMs: number;
}

/** The fields of an entry, in their order. */
export function decisionEntry(decided: Decided): Readonly<Record<string, Json>> {
  const { command, base, head, where, policies, rules, findings, told, waived, durationMs } = decided;
  return {
    decision: decisionOf(decided),
    command,
    base,
    head,
    ...where,
    policies: { ...policies },
    rules: { ...rules },
    counts: { ...countFindings(findings) },
    findings: told.map(findingEntry),
    waived: waived.map(waivedEntry),
    durationMs: Math.round(durationMs),
  };
}

function decisionOf({ findings, failLevel }: Decided): 'passed' | 'failed' | 'no-verdict' {
  if (!isJudged(findings)) return 'no-verdict';
  return findings.some(({ severity }) => fails(severity, failLevel)) ? 'failed' : 'passed';
}

/** So many of them at most, the gravest. */
export function gravest(findings: readonly Finding[], most: number): readonly Finding[] {
  const rank = ({ severity }: Finding): number => severities.indexOf(severity);
  return findings.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
}

/** Messages and remedies quote what authors wrote, so they stay out. */
function findingEntry({ rule, severity, object, file, range, fingerprint }: Reported): Json {
  return { rule, severity, object, file, line: range?.line ?? null, column: range?.column ?? null, fingerprint };
}

/** The reason is what somebody wrote, so it stays out. */
function waivedEntry({ rule, kind, namespace, name, owner, endsMs }: Waiver): Json {
  const expires = new Date(endsMs - 1).toISOString().slice(0, 10);
  return { rule, object: `${kind} ${namespace}/${name}`, owner, expires };
}
