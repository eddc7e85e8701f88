/** Routes that do not do what they seem to. */

import { get, listAt, nameOf, placeIn, put, type Body, type Path, type Place, type Value } from './draft.ts';
import type { Fault } from './fault.ts';
import { routed } from './faults-references.ts';
import { those, weighNothing } from './planting.ts';

/** Puts one field into a rule that routes. */
function inRule(path: Path, value: Value, at: Path = path): Fault['plant'] {
  return (draft, _, random): Place | null => {
    const found = routed(draft.of('VirtualService'), random);
    if (found === null) return null;
    put(found.made.body, ['spec', 'http', found.rule, ...path], value);
    return placeIn(found.made, ['spec', 'http', found.rule, ...at]);
  };
}

export const routingFaults: readonly Fault[] = [
  {
    name: 'a weight is below 0',
    rule: 'weights-invalid',
    plant: inRule(['route', 0, 'weight'], -10),
  },
  {
    name: 'all weights are 0',
    rule: 'weights-invalid',
    plant: weighNothing(those('VirtualService', '', ['spec', 'http', 0, 'route', 1]), ['spec', 'http', 0, 'route']),
  },
  {
    name: 'a rule stands behind one that takes everything',
    rule: 'unreachable-rule',
    plant: (draft, _, random) => {
      const found = routed(draft.of('VirtualService'), random);
      if (found === null) return null;
      const rules = listAt(found.made.body, ['spec', 'http']);
      const route = structuredClone(get(found.made.body, ['spec', 'http', found.rule, 'route']) ?? []);
      rules.push({ name: 'late', match: [{ uri: { prefix: '/late/' } }], route });
      return placeIn(found.made, ['spec', 'http', rules.length - 1]);
    },
  },
  {
    name: 'a longer prefix stands behind a shorter one',
    rule: 'unreachable-rule',
    plant: (draft, _, random) => {
      const found = routed(
        draft.of('VirtualService').filter((each) => nameOf(each) !== 'front'),
        random,
      );
      if (found === null) return null;
      const rules = listAt(found.made.body, ['spec', 'http']);
      put(found.made.body, ['spec', 'http', 0, 'match'], [{ uri: { prefix: '/api/' } }]);
      const route = structuredClone(get(found.made.body, ['spec', 'http', 0, 'route']) ?? []);
      rules.splice(1, 0, { name: 'longer', match: [{ uri: { prefix: '/api/cart/' } }], route });
      return placeIn(found.made, ['spec', 'http', 1]);
    },
  },
  {
    name: 'two rules have one name',
    rule: 'duplicate-rule',
    plant: (draft, _, random) => {
      const made = random.pickAny(draft.of('VirtualService').filter((each) => nameOf(each) !== 'front'));
      if (made === null) return null;
      put(made.body, ['spec', 'http', 1, 'name'], 'api');
      return placeIn(made, ['spec', 'http', 1, 'name']);
    },
  },
  {
    name: 'two VirtualServices own a host',
    rule: 'host-conflict',
    plant: (draft, { apps }, random) => {
      const made = random.pickAny(draft.of('VirtualService').filter((each) => nameOf(each) !== 'front'));
      if (made === null) return null;
      const app = apps.find(({ name }) => name === nameOf(made));
      const metadata = { name: 'also', namespace: app?.namespace ?? 'default' };
      const body: Body = { ...structuredClone(made.body), metadata };
      put(body, ['spec', 'hosts'], [app?.host ?? '']);
      draft.add('zz-also.yaml', body);
      return { file: 'zz-also.yaml', document: 0, path: ['spec', 'hosts', 0], part: 'value' };
    },
  },
  {
    name: 'a rule both routes and redirects',
    rule: 'malformed-object',
    plant: inRule(['redirect'], { uri: '/' }),
  },
  {
    name: 'retries take longer than the request may',
    rule: 'retries-beyond-timeout',
    plant: inRule(['retries'], { attempts: 5, perTryTimeout: '20s', retryOn: 'connect-failure' }, [
      'retries',
      'perTryTimeout',
    ]),
  },
  {
    name: 'what may have been done is tried again',
    rule: 'unsafe-retry',
    plant: inRule(['retries'], { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,reset' }, ['retries', 'retryOn']),
  },
  {
    name: 'a fault was left in',
    rule: 'fault-left-in',
    plant: inRule(['fault'], { abort: { httpStatus: 503, percentage: { value: 10 } } }),
  },
  {
    name: 'a regular expression that RE2 refuses',
    rule: 'invalid-regex',
    plant: inRule(['match'], [{ uri: { regex: '/(?<=a)b' } }], ['match', 0, 'uri', 'regex']),
  },
  {
    name: 'more than all requests are mirrored',
    rule: 'malformed-object',
    plant: (draft, world, random) => {
      const found = routed(draft.of('VirtualService'), random);
      const [app] = world.apps;
      if (found === null || app === undefined) return null;
      put(found.made.body, ['spec', 'http', found.rule, 'mirror'], { host: app.host });
      put(found.made.body, ['spec', 'http', found.rule, 'mirrorPercentage'], { value: 150 });
      return placeIn(found.made, ['spec', 'http', found.rule, 'mirrorPercentage', 'value']);
    },
  },
  {
    name: 'every origin may send credentials',
    rule: 'cors-open-with-credentials',
    plant: inRule(['corsPolicy'], { allowOrigins: [{ regex: '.*' }], allowCredentials: true }, [
      'corsPolicy',
      'allowOrigins',
      0,
    ]),
  },
  {
    name: 'there is no timeout',
    rule: 'no-timeout',
    plant: inRule(['timeout'], '0s'),
  },
];
