/** Our Rollout: which rule is walked, in which steps, on which evidence. */

import type { Contribution, EvidenceDraft, RolloutDraft } from '../contribution.ts';
import {
  type At,
  below,
  type Decoder,
  envelope,
  filledText,
  flag,
  list,
  malformed,
  oneOf,
  type Placed,
  placed,
  record,
  required,
} from '../decode.ts';
import { isList, isObject } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { Step } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { duration, durationWithin, partsPerMillion, percentage } from '../quantity.ts';
import { defaultEvidence, evidence } from './evidence.ts';
import { inNamespace, reference } from './reference.ts';

const defaultHoldMs = 10_000;

const step = record({ weight: required(partsPerMillion), hold: duration });

const stepList = list(placed(step), 1);

const confidence: Decoder<number> = (value, at) => {
  const read = percentage(value, at);
  if (read === undefined || (read >= 0.5 && read < 1)) return read;
  return malformed(at, 'A confidence is from 50% to below 100%', 'Write 99%.');
};

const budgetShare: Decoder<number> = (value, at) => {
  const read = percentage(value, at);
  return read === 0 ? malformed(at, 'A walk that may spend nothing is lowered at its first failure') : read;
};

const mostDependencies = 64;

const dependencies: Decoder<readonly Placed<string>[]> = (value, at) => {
  const read = list(placed(reference))(value, at);
  return read === undefined || read.length <= mostDependencies
    ? read
    : malformed(at, `A walk waits for at most ${mostDependencies} others, found ${read.length}`);
};

const spec = record({
  target: required(record({ kind: required(oneOf('VirtualService')), name: required(filledText), route: filledText })),
  steps: stepList,
  evidence: list(placed(evidence), 1),
  confidence,
  deadline: duration,
  onDeadline: oneOf('hold', 'rollback'),
  bake: durationWithin('0s', '7d'),
  budget: record({ slo: required(reference), share: required(budgetShare) }),
  dependsOn: dependencies,
  suspend: flag,
});

const body = envelope({ spec: required(spec) });

export const rolloutKind: Kind = {
  group: 'sluice.dev',
  kind: 'Rollout',
  versions: ['v1alpha1'],
  // A step or a bound that has no effect is no small thing.
  unknownField: 'error',
  read: readRollout,
};

function readRollout(object: PolicyObject, at: At): readonly Contribution[] {
  const read = body(object.body, at)?.spec;
  if (!read) return [];
  const { namespace, name } = object;
  const { target } = read;
  const draft: RolloutDraft = {
    kind: 'rollout',
    target: { kind: target.kind, name: target.name, route: target.route ?? null },
    evidence: evidenceOf(read.evidence, namespace),
    dependsOn: (read.dependsOn ?? []).map(({ value, path }) => ({ value: inNamespace(value, namespace), path })),
    budget: read.budget ? { ...read.budget, slo: inNamespace(read.budget.slo, namespace) } : null,
    rollout: {
      namespace,
      name,
      target: null,
      steps: stepsOf(read.steps, at),
      evidence: [],
      confidence: read.confidence ?? 0.99,
      deadlineMs: read.deadline ?? 1_800_000,
      onDeadline: read.onDeadline ?? 'hold',
      suspend: read.suspend ?? false,
      bakeMs: read.bake ?? 0,
      dependsOn: [],
      budget: null,
      digest: '',
      source: sourceOf(object, []),
    },
  };
  if (isWhole(draft, object)) checkJudging(draft, { ...at, path: ['spec'] });
  return [draft];
}

/** Of a list in which an item did not read, what is left tells nothing of what the author meant. */
function isWhole({ evidence: items }: RolloutDraft, { body: written }: PolicyObject): boolean {
  const fields = isObject(written['spec']) ? written['spec'] : {};
  return !isList(fields['evidence']) || fields['evidence'].length === items.length;
}

function evidenceOf(
  read: readonly Placed<EvidenceDraft>[] | undefined,
  namespace: string,
): readonly Placed<EvidenceDraft>[] {
  if (read === undefined) return [{ value: defaultEvidence, path: ['spec'] }];
  return read.map(({ value, path }) => ({
    value: value.kind === 'slo' ? { ...value, slo: inNamespace(value.slo, namespace) } : value,
    path,
  }));
}

/** What an author can't have meant, whatever the objects that are named say. */
function checkJudging({ evidence: items, budget, rollout }: RolloutDraft, at: At): void {
  if (items.length > 0 && items.every(({ value }) => value.kind === 'slo')) {
    const message = 'An SLO alone never calls a canary fine, so this would wait until its deadline';
    malformed(below(at, 'evidence'), message, 'Add an item with an sli, like {sli: errors, max: 1%}.');
  }
  if (rollout.bakeMs > 0 && budget === null && items.every(({ value }) => value.kind !== 'slo')) {
    const message = 'While all traffic bakes only an SLO can tell a breach, and none is named';
    malformed(below(at, 'bake'), message, 'Add {slo: NAME} to evidence, or a budget.');
  }
  for (const { value, path } of items) {
    if (value.warmupMs < rollout.deadlineMs || value.warmupMs === 0) continue;
    malformed({ ...at, path: [...path, 'warmup'] }, 'The warm-up is not over before the deadline');
  }
}

function stepsOf(read: ReturnType<typeof stepList>, at: At): readonly Step[] {
  const steps = (read ?? []).map(({ value }) => ({ weight: value.weight, holdMs: value.hold ?? defaultHoldMs }));
  if (steps.length === 0) return [1, 5, 25, 50, 90, 100].map((w) => ({ weight: w * 10_000, holdMs: defaultHoldMs }));
  for (const [index, { weight }] of steps.entries()) {
    if (weight > (steps[index - 1]?.weight ?? 0)) continue;
    const here = { ...at, path: [...(read?.[index]?.path ?? []), 'weight'] };
    malformed(here, 'Each step weighs more than the one before, the first more than 0%', 'Order the steps by weight.');
  }
  return steps;
}
