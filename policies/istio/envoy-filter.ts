/** Istio's EnvoyFilter: changes of what a proxy is told, made by hand. */

import { checkedKind } from '../checked-kind.ts';
import { atMostOne, type Check, checked, has } from '../checks.ts';
import { below, type Decoder, envelope, integer, list, malformed, oneOf, record, required } from '../decode.ts';
import { describe, isObject } from '../json.ts';
import { anything } from '../shapes.ts';
import { classOf, envoyMatch } from './envoy-filter-match.ts';
import { labelSelector, targetRefs } from './selectors.ts';

const applyTo = oneOf(
  'LISTENER',
  'FILTER_CHAIN',
  'NETWORK_FILTER',
  'HTTP_FILTER',
  'ROUTE_CONFIGURATION',
  'VIRTUAL_HOST',
  'HTTP_ROUTE',
  'CLUSTER',
  'EXTENSION_CONFIG',
  'BOOTSTRAP',
  'LISTENER_FILTER',
);

const fragment: Decoder<unknown> = (value, at) =>
  isObject(value) ? anything(value, at) : malformed(at, `Expected an object, found ${describe(value)}`);

const operations = [
  'MERGE',
  'ADD',
  'REMOVE',
  'INSERT_BEFORE',
  'INSERT_AFTER',
  'INSERT_FIRST',
  'REPLACE',
  'MERGE_AND_REPLACE_LIST',
] as const;

/** All but a removal says what is to be there. */
const valued: Check = (value, at) => {
  const operation = operations.find((each) => each === value['operation']);
  if (operation !== undefined && operation !== 'REMOVE' && !has(value, 'value'))
    malformed(at, `The operation ${operation} needs a value`, 'Add "value".');
};

const patch = checked(
  record({
    operation: required(oneOf(...operations)),
    value: fragment,
    filterClass: oneOf('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
  }),
  valued,
);

/** What is looked for is of the class of what is changed. */
const ofOneClass: Check = (value, at) => {
  const { applyTo: what, match } = value;
  const wanted = classOf(what);
  if (typeof what !== 'string' || wanted === null || !isObject(match)) return;
  for (const field of ['listener', 'routeConfiguration', 'cluster'].filter((each) => has(match, each))) {
    if (field !== wanted)
      malformed(below(below(at, 'match'), field), `${what} is found by ${wanted}`, `Write "${wanted}".`);
  }
};

const configPatch = checked(
  record({ applyTo: required(applyTo), match: envoyMatch, patch: required(patch) }),
  ofOneClass,
);

const spec = checked(
  record({
    workloadSelector: labelSelector,
    targetRefs,
    configPatches: list(configPatch),
    priority: integer(-2_147_483_648, 2_147_483_647),
  }),
  atMostOne('workloadSelector', 'targetRefs'),
);

export const envoyFilterKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'EnvoyFilter',
  versions: ['v1alpha3'],
  body: envelope({ spec }),
});
