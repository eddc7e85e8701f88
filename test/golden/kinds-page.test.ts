/** The page about our own kinds: what it shows is read without a word, and what it names is there. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { notifiedEvents } from '../../policies/config.ts';
import { latencyThresholdsMs } from '../../policies/evidence.ts';
import { createLoader, type Files } from '../../policies/load.ts';
import type { NewsEvent } from '../../reconciler/render/news.ts';
import { reasonNames } from '../../reconciler/render/reasons.ts';

const page = readFileSync(join(import.meta.dirname, '../../policies/sluice/README.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) => text);

const routes = `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {ports: [{port: 80}], selector: {app: checkout}}
---
apiVersion: networking.istio.io/v1
kind: WorkloadEntry
metadata: {name: checkout, namespace: shop}
spec: {address: 127.0.0.1, labels: {app: checkout}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec: {hosts: [checkout], http: [{name: primary, route: [{destination: {host: checkout}}]}]}
`;

function exampleOf(kind: string, index = 0): string {
  return examples.filter((text) => text.includes(`\nkind: ${kind}\n`))[index] ?? '';
}

function findings(rollout: string, config = exampleOf('Config')): readonly unknown[] {
  const texts = {
    'routes.yaml': routes,
    'rollout.yaml': rollout,
    'slo.yaml': exampleOf('SLO'),
    'sluice.yaml': config,
    ...(config.includes('policy/teams.yaml') ? { 'policy/teams.yaml': 'teams: {}\n' } : {}),
  };
  const files: Files = new Map(Object.entries(texts).map(([path, text]) => [path, { oid: text, text }]));
  return createLoader()(files).findings;
}

test.each([0, 1])('its Rollout %i is read, with its SLO and its sluice.yaml', (index) => {
  expect(exampleOf('Rollout', index)).toContain('target:');
  expect(findings(exampleOf('Rollout', index))).toEqual([]);
});

const template = readFileSync(join(import.meta.dirname, '../../mesh-repo-template/README.md'), 'utf8');

test('what the README of a new repository adds to its Rollout and sluice.yaml is read, too', () => {
  const [evidence = '', settings = ''] = [...template.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = '']) =>
    text.replaceAll(/^/gm, '  '),
  );
  const rollout = `${exampleOf('Rollout')}${evidence}`;
  const config = `apiVersion: sluice.dev/v1alpha1\nkind: Config\nspec:\n${settings}`;
  expect(findings(rollout.replace('name: checkout }\n', 'name: checkout, route: primary }\n'), config)).toEqual([]);
});

test('it names every threshold', () => {
  expect(latencyThresholdsMs.filter((threshold) => !page.includes(` ${threshold}ms`))).toEqual([]);
});

test('the names that it gives to limits are those of holds', () => {
  const [, table = ''] = page.split('### Limits, by name');
  const rows = table.split('\n').filter((line) => line.startsWith('|'));
  const names = rows.slice(2).flatMap((row) => [...(row.split('|')[2] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !reasonNames().includes(name ?? ''))).toEqual([]);
});

test('sluice.yaml can name every event that is told, and no other', () => {
  // Does not compile where one is missing, or is no event.
  const told: Readonly<Record<NewsEvent, true>> = eventTable(notifiedEvents);
  expect(Object.keys(told)).toHaveLength(notifiedEvents.length);
});

function eventTable<E extends string>(events: readonly E[]): Record<E, true> {
  // One entry for each name.
  return Object.fromEntries(events.map((event) => [event, true])) as Record<E, true>;
}
