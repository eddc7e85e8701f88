/** What the rules answered, checked: nothing but well-formed violations counts as a verdict. */

import { compareText, shortened, type Edit } from '../../policies/finding.ts';
import type { Json } from '../../policies/mesh.ts';

export type Verdict =
  { readonly kind: 'judged'; readonly violations: readonly Violation[]; readonly rulesRun: number } | NoVerdict;

export interface NoVerdict {
  readonly kind: 'no-verdict';
  readonly reason: string;
  /** The `.rego` file at fault and its line, where that is known. */
  readonly file: string | null;
  readonly line: number | null;
}

export interface Violation {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly remedy: string;
  /** Position in `input.documents`, and a path in that document's value; null for the repository as a whole. */
  readonly at: Place | null;
  /** What would mend it; paths of the document. */
  readonly fix: readonly Edit[];
}

export interface Place {
  readonly document: number;
  readonly path: readonly (string | number)[];
}

export function noVerdict(reason: string, file: string | null = null, line: number | null = null): NoVerdict {
  return { kind: 'no-verdict', reason, file, line };
}

/** Reads the module's result set. A rule that reports something else than a report item leaves no verdict: it must not pass. */
export function readVerdict(resultSet: unknown): Verdict {
  const verdict = field(Array.isArray(resultSet) ? resultSet[0] : null, 'result');
  const rules = field(verdict, 'rules');
  const reported = field(verdict, 'violations');
  if (!Array.isArray(rules) || !Array.isArray(reported)) return noVerdict('the rules gave no result');
  if (rules.length === 0) return noVerdict('no rule ran');
  const violations: Violation[] = [];
  for (const item of reported) {
    const violation = readViolation(item);
    if (typeof violation === 'string') return noVerdict(violation);
    violations.push(violation);
  }
  return { kind: 'judged', violations: violations.toSorted(byPlace), rulesRun: rules.length };
}

/** The module gives a set. To sort it there takes the square of its size. */
function byPlace(a: Violation, b: Violation): number {
  return (
    (a.at?.document ?? -1) - (b.at?.document ?? -1) ||
    compareText(a.message, b.message) ||
    compareText(a.rule, b.rule) ||
    compareText(JSON.stringify(a.at), JSON.stringify(b.at))
  );
}

/** The violation, or what is wrong with it. */
function readViolation(item: unknown): Violation | string {
  const rule = field(item, 'rule');
  const severity = field(item, 'severity');
  const message = field(item, 'message');
  const remedy = field(item, 'remedy');
  const at = readPlace(field(item, 'at'));
  if (typeof rule !== 'string') return 'a rule without a name reported something';
  if (typeof message !== 'string' || message === '') {
    return `the rule ${rule} reports ${show(message)}; an item is a text, or {"message": text, "at": {"document": number, "path": [...]}}`;
  }
  if (severity !== 'error' && severity !== 'warning' && severity !== 'info') {
    return `the rule ${rule} has the severity ${show(severity)}; it is one of error, warning, info`;
  }
  if (typeof remedy !== 'string') return `the rule ${rule} has the remedy ${show(remedy)}; it is a text`;
  if (at === undefined) {
    return `the rule ${rule} reports the place ${show(field(item, 'at'))}; it is {"document": number, "path": [...]} or null`;
  }
  const fix = readFix(field(item, 'fix') ?? []);
  if (fix === null) return `the rule ${rule} has the fix ${show(field(item, 'fix'))}; it is a list of edits`;
  return { rule, severity, message: shortened(message, longest), remedy: shortened(remedy, longest), at, fix };
}

/** What a rule quotes may be as long as a document; nobody reads on. */
const longest = 2_000;

/** `[{"op": "set", "path": [...], "value": …}]`, with `remove` and `rename` as well; null for something else. */
function readFix(list: unknown): readonly Edit[] | null {
  if (!Array.isArray(list)) return null;
  const edits = list.map(readEdit);
  return edits.every((edit) => edit !== null) ? edits : null;
}

function readEdit(item: unknown): Edit | null {
  const path = readPath(field(item, 'path'));
  const name = field(item, 'name');
  if (path === undefined || path.length === 0) return null;
  switch (field(item, 'op')) {
    case 'set':
      // What the rules answer with is JSON.
      return { op: 'set', path, value: (field(item, 'value') ?? null) as Json };
    case 'remove':
      return { op: 'remove', path };
    case 'rename':
      return typeof name === 'string' ? { op: 'rename', path, name } : null;
    default:
      return null;
  }
}

/** A place, null for none, undefined for something else. */
function readPlace(at: unknown): Place | null | undefined {
  if (at === null) return null;
  const document = field(at, 'document');
  const path = readPath(field(at, 'path'));
  return isPosition(document) && path !== undefined ? { document, path } : undefined;
}

function readPath(path: unknown): Place['path'] | undefined {
  if (!Array.isArray(path)) return undefined;
  const keys: (string | number)[] = [];
  for (const key of path) {
    if (typeof key !== 'string' && !isPosition(key)) return undefined;
    keys.push(key);
  }
  return keys;
}

function isPosition(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80);
}
