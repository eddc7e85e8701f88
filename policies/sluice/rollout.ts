/** Our Rollout: which rule is walked, in which steps, on which evidence. */

import type { Contribution } from '../contribution.ts';
import {
  type At,
  type Decoder,
  envelope,
  filledText,
  flag,
  list,
  malformed,
  oneOf,
  placed,
  record,
  required,
} from '../decode.ts';
import { describe, digestOf } from '../json.ts';
import type { Kind } from '../kind.ts';
import type { Evidence } from '../evidence.ts';
import type { Step } from '../mesh.ts';
import { type PolicyObject, sourceOf } from '../object.ts';
import { duration, partsPerMillion, percentage } from '../quantity.ts';

const defaultHoldMs = 10_000;

const step = record({ weight: required(partsPerMillion), hold: duration });

const stepList = list(placed(step), 1);

const factor: Decoder<number> = (value, at) =>
  typeof value === 'number' && value >= 1
    ? value
    : malformed(at, `Expected a factor of at least 1, found ${describe(value)}`);

const evidenceFields = record({
  sli: required(oneOf('errors')),
  max: required(percentage),
  tolerate: percentage,
  versusStable: factor,
  block: duration,
  warmup: duration,
});

const evidence: Decoder<Evidence> = (value, at) => {
  const read = evidenceFields(value, at);
  if (!read) return undefined;
  const tolerate = read.tolerate ?? Math.min(1, 2 * read.max);
  if (read.max <= 0 || read.max >= tolerate) {
    return malformed(at, 'max is above 0 and below tolerate', 'Give max: 1% and tolerate: 2%, for instance.');
  }
  const { max, versusStable = 2, block: blockMs = 1000, warmup: warmupMs = 0 } = read;
  const sli = { kind: 'errors', protocol: 'http' } as const;
  return { kind: 'ratio', key: 'errors', sli, max, tolerate, versusStable, blockMs, warmupMs };
};

const confidence: Decoder<number> = (value, at) => {
  const read = percentage(value, at);
  if (read === undefined || (read >= 0.5 && read < 1)) return read;
  return malformed(at, 'A confidence is from 50% to below 100%', 'Write 99%.');
};

const spec = record({
  target: required(record({ kind: required(oneOf('VirtualService')), name: required(filledText), route: filledText })),
  steps: stepList,
  evidence: list(evidence, 1),
  confidence,
  deadline: duration,
  onDeadline: oneOf('hold', 'rollback'),
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
  const walk = {
    steps: stepsOf(read.steps, at),
    evidence: read.evidence ?? [defaultEvidence],
    confidence: read.confidence ?? 0.99,
    deadlineMs: read.deadline ?? 1_800_000,
    onDeadline: read.onDeadline ?? 'hold',
    bakeMs: 0,
    dependsOn: [],
    budget: null,
  } as const;
  const { namespace, name } = object;
  const { target } = read;
  return [
    {
      kind: 'rollout',
      target: { kind: target.kind, name: target.name, route: target.route ?? null },
      rollout: {
        namespace,
        name,
        target: null,
        ...walk,
        suspend: read.suspend ?? false,
        // Of what a walk does, defaults filled in: writing a default out starts nothing afresh.
        digest: digestOf(walk, 16),
        source: sourceOf(object, []),
      },
    },
  ];
}

const defaultEvidence: Evidence = {
  kind: 'ratio',
  key: 'errors',
  sli: { kind: 'errors', protocol: 'http' },
  max: 0.01,
  tolerate: 0.02,
  versusStable: 2,
  blockMs: 1000,
  warmupMs: 0,
};

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
