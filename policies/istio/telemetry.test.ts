import { expect, test } from 'vitest';
import { edited, faultsOf, problemsOf, readWithOddValues } from '../../test/support/kind-problems.ts';

const whole = `apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: {name: mesh, namespace: istio-system}
spec:
  selector: {matchLabels: {app: a}}
  tracing:
  - match: {mode: CLIENT}
    providers: [{name: zipkin}]
    randomSamplingPercentage: 0.5
    disableSpanReporting: false
    disableContextPropagation: true
    useRequestIdForTraceSampling: true
    enableIstioTags: true
    customTags:
      a: {literal: {value: b}}
      b: {environment: {name: HOST, defaultValue: none}}
      d: {formatter: {value: '%REQ(X)%'}}
      c: {header: {name: x-a, defaultValue: none}}
  metrics:
  - providers: [{name: prometheus}]
    reportingInterval: 10s
    overrides:
    - match: {metric: REQUEST_COUNT, mode: SERVER}
      disabled: false
      tagOverrides:
        host: {operation: UPSERT, value: request.host}
        path: {value: request.path}
        code: {operation: REMOVE}
    - match: {customMetric: mine}
      disabled: true
  accessLogging:
  - match: {mode: CLIENT_AND_SERVER}
    providers: [{name: envoy}]
    disabled: false
    filter: {expression: response.code >= 400}
`;

test('a whole one is read with a word in passing', () => {
  expect(problemsOf(whole)).toEqual(['info not-translated kind']);
});

test.each<[string, string, readonly string[]]>([
  ['mode: CLIENT}', 'mode: INBOUND}', ['tracing.0.match.mode']],
  ['{name: zipkin}', '{name: ""}', ['tracing.0.providers.0.name']],
  ['{name: envoy}', '{}', ['accessLogging.0.providers.0']],
  ['randomSamplingPercentage: 0.5', 'randomSamplingPercentage: 101', ['tracing.0.randomSamplingPercentage']],
  ['{literal: {value: b}}', '{}', ['tracing.0.customTags.a']],
  ['{literal: {value: b}}', '{literal: {value: b}, header: {name: c}}', ['tracing.0.customTags.a']],
  ['{literal: {value: b}}', '{literal: {}}', ['tracing.0.customTags.a.literal']],
  ['metric: REQUEST_COUNT', 'metric: REQUESTS', ['metrics.0.overrides.0.match.metric']],
  ['metric: REQUEST_COUNT', 'metric: REQUEST_COUNT, customMetric: a', ['metrics.0.overrides.0.match.customMetric']],
  ['{value: request.path}', '{}', ['metrics.0.overrides.0.tagOverrides.path']],
  ['{operation: REMOVE}', '{operation: REMOVE, value: a}', ['metrics.0.overrides.0.tagOverrides.code.value']],
  ['reportingInterval: 10s', 'reportingInterval: 10', ['metrics.0.reportingInterval']],
  ['  tracing:', '  targetRefs: [{kind: Service, name: a}]\n  tracing:', ['targetRefs']],
])('%j as %j', (from, to, expected) => {
  expect(faultsOf(edited(whole, from, to))).toEqual(expected.map((each) => `error malformed-object spec.${each}`));
});

test('a field that it has not is a warning, at its key', () => {
  expect(faultsOf(edited(whole, '    enableIstioTags', '    enableTags'))).toEqual([
    'warning unsupported-field spec.tracing.0.enableTags key',
  ]);
});

test('odd values anywhere are told of, and nothing throws', () => {
  expect(readWithOddValues(whole)).toBeGreaterThan(100);
});
