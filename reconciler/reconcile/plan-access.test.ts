import { expect, test } from 'vitest';
import { createLoader } from '../../policies/load.ts';
import type { Mesh } from '../../policies/mesh.ts';
import { accessChanges } from './plan-access.ts';

const host = 'checkout.shop.svc.cluster.local';
const service = `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {ports: [{name: http, port: 80}], selector: {app: checkout}}
`;

function policy(name: string, spec: string): string {
  return `---\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
}

function meshOf(...policies: readonly string[]): Mesh {
  const text = [service, ...policies].join('');
  return createLoader()(new Map([['a.yaml', { oid: text, text }]])).mesh;
}

const lan = policy(
  'lan',
  '{rules: [{from: [{source: {ipBlocks: [10.0.0.0/8]}}], to: [{operation: {methods: [GET], paths: ["/api/*"]}}]}]}',
);
const office = policy(
  'office',
  '{selector: {matchLabels: {app: checkout}}, rules: [{from: [{source: {ipBlocks: [192.0.2.0/24]}}]}]}',
);
const other = policy(
  'other',
  '{selector: {matchLabels: {app: cart}}, rules: [{from: [{source: {ipBlocks: [192.0.2.0/24]}}]}]}',
);
const night = policy('night', '{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}');

test('an allowance that comes or goes', () => {
  const sentence = 'from 192.0.2.0/24, to everything';
  expect(accessChanges(meshOf(lan), meshOf(lan, office))).toEqual([{ host, gains: [sentence], loses: [] }]);
  expect(accessChanges(meshOf(lan, office), meshOf(lan))).toEqual([{ host, gains: [], loses: [sentence] }]);
});

test('the first allowance shuts out all others, and the last one that goes lets all in', () => {
  const but = 'everybody but from 10.0.0.0/8, to GET /api/*';
  expect(accessChanges(meshOf(), meshOf(lan))).toEqual([{ host, gains: [], loses: [but] }]);
  expect(accessChanges(meshOf(lan), meshOf())).toEqual([{ host, gains: ['everybody, everything'], loses: [] }]);
});

test('a denial that comes or goes', () => {
  expect(accessChanges(meshOf(), meshOf(night))).toEqual([
    { host, gains: [], loses: ['from anywhere, to /admin: denied'] },
  ]);
  expect(accessChanges(meshOf(night), meshOf())[0]?.gains).toEqual(['from anywhere, to /admin: no longer denied']);
});

test('what speaks for other services changes nothing here, nor does another name', () => {
  expect(accessChanges(meshOf(lan), meshOf(lan, other))).toEqual([]);
  expect(accessChanges(meshOf(lan), meshOf(lan.replace('name: lan', 'name: wan')))).toEqual([]);
});
