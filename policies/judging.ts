/** What a walk is judged by, with the objects that it names found. */

import type { Config } from './config.ts';
import type { EvidenceDraft, RolloutDraft, SloItem } from './contribution.ts';
import type { Placed, Problem } from './decode.ts';
import type { BurnEvidence, Evidence, Slo } from './evidence.ts';
import { compareText, type Path } from './finding.ts';
import { digestOf } from './json.ts';
import type { Rollout } from './mesh.ts';

export interface Named {
  /** By `namespace/name`. */
  readonly slos: ReadonlyMap<string, Slo>;
  readonly sources: Config['sources'];
  /** `namespace/name` of every rollout. */
  readonly rollouts: ReadonlySet<string>;
}

export interface Judged {
  readonly rollout: Rollout;
  readonly problems: readonly Problem[];
}

/** The draft's rollout with its evidence, budget, dependencies and digest; its target is still to be found. */
export function judgeBy({ rollout, evidence, dependsOn, budget }: RolloutDraft, named: Named): Judged {
  const problems: Problem[] = [];
  const budgetSlo = budget && named.slos.get(budget.slo);
  if (budget && !budgetSlo) problems.push(unknown('SLO', budget.slo, ['spec', 'budget', 'slo']));
  for (const { value, path } of dependsOn) {
    if (!named.rollouts.has(value)) problems.push({ ...unknown('Rollout', value, path), rule: 'rollout-depends-on' });
  }
  const walk = {
    steps: rollout.steps,
    evidence: evidenceOf(evidence, named, problems),
    confidence: rollout.confidence,
    deadlineMs: rollout.deadlineMs,
    onDeadline: rollout.onDeadline,
    bakeMs: rollout.bakeMs,
    dependsOn: [...new Set(dependsOn.map(({ value }) => value))].toSorted(compareText),
    budget,
  };
  // Of what a walk does, defaults filled in: writing a default out starts nothing afresh.
  const digest = digestOf(budgetSlo ? { ...walk, budgetSlo: meaningOf(budgetSlo) } : walk, 16);
  return { rollout: { ...rollout, ...walk, digest }, problems };
}

function evidenceOf(drafts: readonly Placed<EvidenceDraft>[], named: Named, problems: Problem[]): readonly Evidence[] {
  const keys = new Set<string>();
  const found: Evidence[] = [];
  for (const { value, path } of drafts) {
    const item = value.kind === 'slo' ? burnOf(value, named.slos) : value;
    if (!item) {
      problems.push(unknown('SLO', value.kind === 'slo' ? value.slo : '', [...path, 'slo']));
    } else if (keys.has(item.key)) {
      problems.push(problem(path, `This asks for ${item.key} again`, 'Keep one item of each kind of evidence.'));
    } else {
      keys.add(item.key);
      found.push(item);
      const source = 'source' in item.sli ? item.sli.source : null;
      if (source !== null && !Object.hasOwn(named.sources, source)) {
        problems.push(unknownSource(source, [...path, 'source'], named.sources));
      }
    }
  }
  return found;
}

function burnOf({ slo: name, blockMs, warmupMs }: SloItem, slos: Named['slos']): BurnEvidence | null {
  const slo = slos.get(name);
  if (!slo) return null;
  const { sli, objective, windows } = slo;
  const defaultBlockMs = sli.kind === 'latency' ? 5000 : 1000;
  return {
    kind: 'burn',
    key: `slo:${name}`,
    sli,
    blockMs: blockMs ?? defaultBlockMs,
    warmupMs,
    slo: name,
    objective,
    windows,
  };
}

/** What of an SLO a budget is reckoned by. */
function meaningOf({ sli, objective, windowMs }: Slo): object {
  return { sli, objective, windowMs };
}

function unknown(kind: string, name: string, path: Path): Problem {
  return problem(path, `There is no ${kind} ${name}`, 'Name one that is there; as namespace/name, if not of this one.');
}

function unknownSource(source: string, path: Path, sources: Config['sources']): Problem {
  const names = Object.keys(sources).toSorted(compareText);
  const remedy = names.length > 0 ? `Known: ${names.join(', ')}.` : 'Name it under sources in sluice.yaml.';
  return { ...problem(path, `sluice.yaml has no source ${source}`, remedy), rule: 'rollout-source' };
}

function problem(path: Path, message: string, remedy: string): Problem {
  return { rule: 'rollout-evidence', severity: 'error', message, remedy, path };
}
