/** Faults of what walks traffic: our own kinds, Flagger's, Argo's, SMI's. */

import { drop, get, listAt, placeIn, put, type Path, type Value } from './draft.ts';
import type { Fault } from './fault.ts';
import { misname } from './faults-references.ts';

function inKind(kind: string, group: string, path: Path, value: Value, at: Path = path): Fault['plant'] {
  return (draft, _, random) => {
    const made = random.pickAny(draft.of(kind, group));
    if (made === null) return null;
    put(made.body, path, value);
    return placeIn(made, at);
  };
}

const analysis = ['spec', 'analysis'];

export const deliveryFaults: readonly Fault[] = [
  {
    name: 'a Canary is of a workload that is not there',
    rule: 'canary-target-not-found',
    plant: (draft, _, random) => misname(random.pickAny(draft.of('Canary')), ['spec', 'targetRef', 'name'], 'gone'),
  },
  {
    name: 'a Canary has no metric',
    rule: 'canary-without-metrics',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('Canary'));
      if (made === null) return null;
      drop(made.body, [...analysis, 'metrics']);
      return placeIn(made, analysis);
    },
  },
  {
    name: 'a step of a Canary is larger than its end',
    rule: 'canary-steps-invalid',
    plant: inKind('Canary', 'flagger.app', [...analysis, 'stepWeight'], 80),
  },
  {
    name: 'a Canary counts both steps and iterations',
    rule: 'canary-steps-invalid',
    plant: inKind('Canary', 'flagger.app', [...analysis, 'iterations'], 10),
  },
  {
    name: 'a weight of a Canary is above 100',
    rule: 'malformed-object',
    plant: inKind('Canary', 'flagger.app', [...analysis, 'maxWeight'], 500),
  },
  {
    name: "an Argo Rollout's service is not there",
    rule: 'rollout-service-not-found',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('Rollout', 'argoproj.io'));
      return misname(made, ['spec', 'strategy', 'canary', 'stableService'], 'gone');
    },
  },
  {
    name: "an Argo Rollout's workload is not there",
    rule: 'rollout-workload-not-found',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('Rollout', 'argoproj.io')), ['spec', 'workloadRef', 'name'], 'gone'),
  },
  {
    name: 'a step of an Argo Rollout is above 100',
    rule: 'malformed-object',
    plant: inKind('Rollout', 'argoproj.io', ['spec', 'strategy', 'canary', 'steps', 0, 'setWeight'], 120),
  },
  {
    name: 'a TrafficSplit leads to a service that is not there',
    rule: 'route-to-nothing',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('TrafficSplit')), ['spec', 'backends', random.int(2), 'service'], 'gone'),
  },
  {
    name: 'all weights of a TrafficSplit are 0',
    rule: 'weights-invalid',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('TrafficSplit'));
      if (made === null) return null;
      for (const i of [0, 1]) put(made.body, ['spec', 'backends', i, 'weight'], 0);
      return placeIn(made, ['spec', 'backends']);
    },
  },
  {
    name: 'a TrafficTarget names no rule',
    rule: 'traffic-target-without-rules',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('TrafficTarget'));
      if (made === null) return null;
      drop(made.body, ['spec', 'rules']);
      return placeIn(made, ['spec']);
    },
  },
  {
    name: 'a TrafficTarget names a group that is not there',
    rule: 'traffic-target-rules-not-found',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('TrafficTarget')), ['spec', 'rules', 0, 'name'], 'gone'),
  },
  {
    name: 'a walk is of a rule that is not there',
    rule: 'rollout-without-target',
    plant: (draft, _, random) =>
      misname(random.pickAny(draft.of('Rollout', 'sluice.dev')), ['spec', 'target', 'route'], 'gone'),
  },
  {
    name: 'a walk is judged at no step before the last',
    rule: 'no-step-before-full',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('Rollout', 'sluice.dev'));
      if (made === null || listAt(made.body, ['spec', 'steps']).length === 0) return null;
      put(made.body, ['spec', 'steps'], [{ weight: '100%' }]);
      return placeIn(made, ['spec', 'steps']);
    },
  },
  {
    name: 'a walk may fail more than its SLO lets',
    rule: 'evidence-looser-than-slo',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('Rollout', 'sluice.dev'));
      if (made === null || get(made.body, ['spec', 'evidence', 0]) === undefined) return null;
      put(made.body, ['spec', 'evidence', 0], { sli: 'errors', max: '5%', tolerate: '10%' });
      return placeIn(made, ['spec', 'evidence', 0, 'max']);
    },
  },
  {
    name: 'an SLO is of a service that is not there',
    rule: 'slo-without-service',
    plant: (draft, _, random) => misname(random.pickAny(draft.of('SLO')), ['spec', 'service'], 'gone'),
  },
];
