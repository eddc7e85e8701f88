/** `.sluice/state.yaml`: Ω as text, the only state there is. */

import { type Decoder, type Problem, integer, list, malformed, record, required, text } from '../../policies/decode.ts';
import { parseDocuments, printDocument } from '../../policies/document.ts';
import { compareText } from '../../policies/finding.ts';
import type { Finding } from '../../policies/finding.ts';
import { budgets, budgetsJson, frozen, frozenJson, spent, spentJson } from './control-text.ts';
import { attempt, entry, entryJson, oid, shares, sharesJson, time, timeText } from './entry-text.ts';
import { spentByAttempts } from './spent.ts';
import { emptyState, mostStateBytes, statePath } from './state.ts';
import type { Entry, LiveState, Refused, Settled } from './state.ts';

export type ParsedState =
  { readonly ok: true; readonly state: LiveState } | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads the state file; null, for a tree without one, is the empty state. */
export function parseState(source: string | null): ParsedState {
  if (source === null) return { ok: true, state: emptyState };
  const parsed = parseAs(source, statePath, stateFields);
  if (!parsed.ok) return parsed;
  const { targets = [], refused = [], settled = [] } = parsed.value;
  const { frozen: told = null, budgets: kept = [], spent: walks = [] } = parsed.value;
  const own = spentByAttempts(walks, targets);
  return { ok: true, state: { targets, refused, settled, frozen: told, budgets: kept, spent: own } };
}

/**
 * The state file's text, sorted; null when there is nothing to say, for then the tree has no such file. A freeze,
 * budgets and what was spent are left out where there are none, so what older versions wrote prints as it was.
 */
export function printState(state: LiveState): string | null {
  const { targets, refused, settled } = state;
  const says = targets.length + refused.length + settled.length + state.budgets.length > 0;
  if (!says && state.frozen === null) return null;
  return printDocument({
    version: 1,
    targets: targets.toSorted(byTarget).map(entryJson),
    refused: refused.toSorted(byIntent).map(({ intent, digest, file, reason }) => ({ intent, digest, file, reason })),
    settled: settled.toSorted(byTarget).map(({ target, attempt: { intent, n }, before, at }) => ({
      target,
      attempt: { intent, n },
      before: sharesJson(before),
      at: timeText(at),
    })),
    ...(state.frozen === null ? {} : { frozen: frozenJson(state.frozen) }),
    ...(state.budgets.length === 0 ? {} : { budgets: budgetsJson(state.budgets) }),
    ...(state.spent.length === 0 ? {} : { spent: spentJson(state.spent) }),
  });
}

/** A walk takes forty lines and a thousand bytes. */
const stateLimits = { maxLength: mostStateBytes, maxLines: 200_000 };

/** Reads one document of `file` by a decoder; findings name the place. */
export function parseAs<T>(
  source: string,
  file: string,
  decoder: Decoder<T>,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly findings: readonly Finding[] } {
  const { documents, findings } = parseDocuments(file, source, undefined, stateLimits);
  const [document, second] = documents;
  if (findings.length > 0) return { ok: false, findings };
  if (document === undefined || second !== undefined) return { ok: false, findings: [notOneDocument(file)] };
  const problems: Problem[] = [];
  const value = decoder(document.value, { path: [], unknown: 'error', report: (problem) => problems.push(problem) });
  if (value !== undefined && problems.length === 0) return { ok: true, value };
  return {
    ok: false,
    findings: problems.map(({ rule, severity, message, remedy, path, part }) => {
      const range = document.rangeOf(path, part);
      return { rule, severity, message, remedy, file, range, object: null };
    }),
  };
}

function notOneDocument(file: string): Finding {
  const message = 'Expected one document';
  return { rule: 'state-file', severity: 'error', message, remedy: '', file, range: null, object: null };
}

const refusedFields: Decoder<Refused> = record({
  intent: required(oid),
  digest: required(text),
  file: required(text),
  reason: required(text),
});

const settledFields: Decoder<Settled> = record({
  target: required(text),
  attempt: required(attempt),
  before: required(shares),
  at: required(time),
});

const stateFields = record({
  version: required(integer(1, 1)),
  targets: once<Entry>(list(entry)),
  refused: list(refusedFields),
  settled: once<Settled>(list(settledFields)),
  frozen,
  budgets,
  spent,
});

/** Sorted by target, each target once: two entries for one rule would be two truths. */
function once<T extends { readonly target: string }>(decoder: Decoder<readonly T[]>): Decoder<readonly T[]> {
  return (value, at) => {
    const read = decoder(value, at)?.toSorted(byTarget);
    const twice = read?.find((each, index) => read[index - 1]?.target === each.target);
    return twice === undefined ? read : malformed(at, `${twice.target} is listed twice`);
  };
}

function byTarget(a: { readonly target: string }, b: { readonly target: string }): number {
  return compareText(a.target, b.target);
}

function byIntent(a: Refused, b: Refused): number {
  return compareText(a.intent, b.intent) || compareText(a.digest, b.digest) || compareText(a.file, b.file);
}
