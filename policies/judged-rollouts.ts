/** All rollouts with what judges them, each once while nothing that it can name has changed. */

import type { Config } from './config.ts';
import { closings } from './cycles.ts';
import type { Slo } from './evidence.ts';
import { compareText, type Finding } from './finding.ts';
import { canonicalJson } from './json.ts';
import { judgeBy, type Named } from './judging.ts';
import { sameList } from './lists.ts';
import type { Rollout } from './mesh.ts';
import type { Part } from './parts.ts';
import { findingAt } from './read.ts';

export interface JudgedRollout {
  readonly part: Part<'rollout'>;
  /** Its target is still to be found. */
  readonly rollout: Rollout;
  readonly findings: readonly Finding[];
}

export interface JudgedRollouts {
  readonly parts: readonly Part<'rollout'>[];
  readonly slos: readonly Slo[];
  readonly named: Named;
  /** By namespace and name. */
  readonly list: readonly JudgedRollout[];
  readonly findings: readonly Finding[];
}

export const noneJudged: JudgedRollouts = {
  parts: [],
  slos: [],
  named: { slos: new Map(), sources: {}, rollouts: new Set() },
  list: [],
  findings: [],
};

/** Joins each rollout with the SLOs, sources and rollouts that it names; what is not there, and a cycle, is reported. */
export function judgeRollouts(
  parts: readonly Part<'rollout'>[],
  slos: readonly Slo[],
  sources: Config['sources'],
  previous: JudgedRollouts,
): JudgedRollouts {
  const sameParts = sameList(parts, previous.parts);
  const sameNames = sameList(slos, previous.slos) && sameSources(sources, previous.named.sources);
  if (sameParts && sameNames) return previous;
  const ordered = parts.toSorted(
    (a, b) => compareText(a.object.namespace, b.object.namespace) || compareText(a.object.name, b.object.name),
  );
  const rollouts = new Set(ordered.map(({ draft }) => nameOf(draft.rollout)));
  const known = previous.named.rollouts;
  const kept = sameNames && rollouts.size === known.size && [...rollouts].every((name) => known.has(name));
  const named = kept ? previous.named : { slos: new Map(slos.map((slo) => [nameOf(slo), slo])), sources, rollouts };
  const before = new Map(kept ? previous.list.map((each) => [each.part, each]) : []);
  const list = ordered.map((part) => before.get(part) ?? judge(part, named));
  const findings = [...list.flatMap((each) => each.findings), ...cycleFindings(ordered)];
  return { parts, slos, named, list, findings };
}

function sameSources(a: Config['sources'], b: Config['sources']): boolean {
  return a === b || canonicalJson(a) === canonicalJson(b);
}

function judge(part: Part<'rollout'>, named: Named): JudgedRollout {
  const { rollout, problems } = judgeBy(part.draft, named);
  return { part, rollout, findings: problems.map((problem) => findingAt(part.object, problem)) };
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function cycleFindings(parts: readonly Part<'rollout'>[]): readonly Finding[] {
  const waiting = parts.filter(({ draft }) => draft.dependsOn.length > 0);
  const byName = new Map(waiting.map((part) => [nameOf(part.draft.rollout), part]));
  const edges = new Map([...byName].map(([name, { draft }]) => [name, draft.dependsOn.map(({ value }) => value)]));
  return closings(edges).flatMap(({ from, to, way, whole }) => {
    const part = byName.get(from);
    const path = part?.draft.dependsOn.find(({ value }) => value === to)?.path;
    if (!part || !path) return [];
    const names = whole ? [...way, to] : [...way, '…', to];
    const message = `The walks wait for each other, so none begins: ${names.join(' waits for ')}`;
    const remedy = 'Drop one of them.';
    return [findingAt(part.object, { rule: 'rollout-cycle', severity: 'error', message, remedy, path })];
  });
}
