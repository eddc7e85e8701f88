/** Faults of what walks traffic: our own kinds, Flagger's, Argo's, SMI's. */

import type { Fault } from './fault.ts';
import { dropIn, misname, putIn, those, weighNothing } from './planting.ts';

const canaries = those('Canary', 'flagger.app');
const walks = those('Rollout', 'sluice.dev');
const argo = those('Rollout', 'argoproj.io');
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
    plant: dropIn(canaries, [...analysis, 'metrics'], analysis),
  },
  {
    name: 'a step of a Canary is larger than its end',
    rule: 'canary-steps-invalid',
    plant: putIn(canaries, [...analysis, 'stepWeight'], 80),
  },
  {
    name: 'a Canary counts both steps and iterations',
    rule: 'canary-steps-invalid',
    plant: putIn(canaries, [...analysis, 'iterations'], 10),
  },
  {
    name: 'a weight of a Canary is above 100',
    rule: 'malformed-object',
    plant: putIn(canaries, [...analysis, 'maxWeight'], 500),
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
    plant: putIn(argo, ['spec', 'strategy', 'canary', 'steps', 0, 'setWeight'], 120),
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
    plant: weighNothing(those('TrafficSplit'), ['spec', 'backends']),
  },
  {
    name: 'a TrafficTarget names no rule',
    rule: 'traffic-target-without-rules',
    plant: dropIn(those('TrafficTarget'), ['spec', 'rules'], ['spec']),
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
    plant: putIn(walks, ['spec', 'steps'], [{ weight: '100%' }]),
  },
  {
    name: 'a walk may fail more than its SLO lets',
    rule: 'evidence-looser-than-slo',
    plant: putIn(walks, ['spec', 'evidence', 0], { sli: 'errors', max: '5%', tolerate: '10%' }, [
      'spec',
      'evidence',
      0,
      'max',
    ]),
  },
  {
    name: 'an SLO is of a service that is not there',
    rule: 'slo-without-service',
    plant: (draft, _, random) => misname(random.pickAny(draft.of('SLO')), ['spec', 'service'], 'gone'),
  },
];
