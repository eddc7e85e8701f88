/** Judges an intent by the rules; after the first time, only what a change of it reaches. */

import { setImmediate } from 'node:timers/promises';
import type { Document } from '../../policies/document.ts';
import { countNamespaces, rulesInput, type Violation } from '../../policies/input.ts';
import { changeBetween } from '../../policies/reach/change.ts';
import { FactIndex } from '../../policies/reach/fact-index.ts';
import { type Reach, reachOf } from '../../policies/reach/reach.ts';
import { type CountedContext, sliceOf } from '../../policies/reach/slice.ts';
import { wholeJudge, type Judge } from './judgement.ts';
import type { RawVerdict, RulesPort } from './ports.ts';

export interface JudgeOptions {
  /** Below so many documents all is judged each time. */
  readonly least: number;
  /** What part of the documents may be seen, so that not all of them are. */
  readonly part: number;
}

/** A thousand documents are judged in about 40 ms. */
const defaultOptions: JudgeOptions = { least: 400, part: 0.25 };

/** What was judged last, and what was said of it. */
interface Judged {
  readonly context: CountedContext;
  readonly violations: ReadonlyMap<Document, readonly Violation[]>;
  readonly rulesRun: number;
}

interface Memory {
  readonly index: FactIndex;
  /** Null where something was said of no document: it belongs to the whole. */
  readonly judged: Judged | null;
}

/**
 * A judge with a memory. A repository's own rules may look at anything, so with them all is judged each time; and so it is
 * where something changed that everything hangs on.
 */
export function createJudge(rules: RulesPort, options: JudgeOptions = defaultOptions): Judge {
  const judgeAll = wholeJudge(rules);
  let memory: Memory | null = null;
  return async (given, regos, signal) => {
    const [rego, ...more] = regos;
    const hasOwn = rego === undefined || rego.size + more.length > 0;
    if (hasOwn || given.documents.length < options.least) return judgeAll(given, regos, signal);
    const context = { ...given, namespaces: countNamespaces(given.objects) };
    const { index, judged } = memory ?? { index: new FactIndex(), judged: null };
    // Taken away until there is a verdict: one that breaks off, or another one meanwhile, begins anew.
    memory = null;
    // Not before there is something to compare with: many a process judges once.
    if (judged !== null) await learnAll(index, judged.context.documents);
    const isLittle = index.unknownOf(context.documents).length <= chunk;
    const reach = judged && isLittle ? reachFrom(judged.context, context, index, options) : null;
    if (judged !== null && reach !== null) {
      const verdict = await rules.judge(rulesInput(sliceOf(context, reach.seen)), rego, signal);
      const joint = verdict.kind === 'judged' ? joined(judged, context, reach, verdict) : null;
      if (joint !== null) memory = { index, judged: joint };
      if (joint !== null) return [verdictOf(joint)];
    }
    const verdicts = await judgeAll(context, regos, signal);
    const [verdict] = verdicts;
    if (verdict?.kind === 'judged') memory = { index, judged: remembered(context, verdict) };
    return verdicts;
  };
}

/** So many documents are looked through in a few ms; other work has its turn between. */
const chunk = 200;

async function learnAll(index: FactIndex, documents: readonly Document[]): Promise<void> {
  const unknown = index.unknownOf(documents);
  if (unknown.length === 0) return;
  for (let from = 0; from < unknown.length; from += chunk) {
    index.learn(unknown.slice(from, from + chunk));
    await setImmediate();
  }
  index.update(documents);
}

function reachFrom(
  before: CountedContext,
  context: CountedContext,
  index: FactIndex,
  { part }: JudgeOptions,
): Reach | null {
  const change = changeBetween(before, context, index);
  const root = context.config.rules['no-default-deny']?.parameters?.['rootNamespace'];
  const roots = new Set(['istio-system', ...(typeof root === 'string' ? [root] : [])]);
  return change && reachOf(change, index, roots, Math.ceil(context.documents.length * part));
}

type Said = Extract<RawVerdict, { kind: 'judged' }>;

function remembered(context: CountedContext, { violations, rulesRun }: Said): Judged | null {
  const byDocument = saidOf(context.documents, violations);
  return byDocument && { context, violations: byDocument, rulesRun };
}

/** What was said anew of what the change reaches, and what was said before of all else. */
function joined(before: Judged, context: CountedContext, { judged, seen }: Reach, verdict: Said): Judged | null {
  const anew = saidOf(
    context.documents.filter((document) => seen.has(document)),
    verdict.violations,
  );
  if (anew === null) return null;
  const kept = context.documents.flatMap((document) => {
    const said = (judged.has(document) ? anew : before.violations).get(document);
    return said === undefined ? [] : [[document, said] as const];
  });
  return { context, violations: new Map(kept), rulesRun: verdict.rulesRun };
}

function saidOf(
  documents: readonly Document[],
  violations: readonly Violation[],
): ReadonlyMap<Document, readonly Violation[]> | null {
  const said = new Map<Document, Violation[]>();
  for (const violation of violations) {
    const document = documents[violation.at?.document ?? -1];
    if (document === undefined) return null;
    const known = said.get(document);
    if (known) known.push(violation);
    else said.set(document, [violation]);
  }
  return said;
}

function verdictOf({ context, violations, rulesRun }: Judged): RawVerdict {
  const placed = context.documents.flatMap((document, position) =>
    (violations.get(document) ?? []).map(({ at, ...said }) => ({
      ...said,
      at: at && { document: position, path: at.path },
    })),
  );
  return { kind: 'judged', violations: placed, rulesRun };
}
