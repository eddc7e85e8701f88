// A repository of hundreds of documents: of each change the rules see what it reaches, and find what they found in all.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { routeFile, routeFiles } from '../bench/many-routes.ts';
import { Scene } from '../support/scene.ts';

const services = 90;
let scene: Scene;
/** Documents that the rules were given, each time that they were asked. */
let seen: number[];

beforeEach(async () => {
  scene = await Scene.create();
  seen = [];
  scene.judging.afterJudging = (input) => {
    const documents: unknown = Reflect.get(Object(input), 'documents');
    seen.push(Array.isArray(documents) ? documents.length : 0);
    return Promise.resolve();
  };
  await scene.merge(filesWith({}));
  await scene.start();
  await scene.warmUp();
});
afterEach(() => scene.close());

test('a change is judged by what it reaches, and goes live', async () => {
  await scene.merge(filesWith({ 'routes/s5.yaml': routeFile(5, 20) }));
  await scene.settle();
  await scene.merge(filesWith({ 'routes/s5.yaml': routeFile(5, 20), 'routes/s7.yaml': routeFile(7, 20) }));
  await scene.settle();
  // There is nothing to compare with when it is adopted; from the next change on there is.
  expect(seen.slice(0, 2)).toEqual([services * 5, services * 5]);
  expect(seen).toHaveLength(3);
  expect(seen[2]).toBeLessThan(20);
  expect(scene.memory.denial).toBeNull();
});

test('what a change breaks in another file is found, and found again until it is mended', async () => {
  const other = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: front, namespace: web}
spec: {hosts: [front.example.com], http: [{name: all, route: [{destination: {host: s3.shop.svc.cluster.local}}]}]}
`;
  await scene.merge(filesWith({ 'front.yaml': other }));
  await scene.settle();
  expect(scene.memory.denial).toBeNull();
  await scene.merge(filesWith({ 'front.yaml': other, 'routes/s3.yaml': null }));
  await scene.settle();
  const broken = { rule: 'route-to-nothing', file: 'front.yaml', object: 'VirtualService web/front' };
  expect(errors()).toEqual([expect.objectContaining(broken)]);
  await scene.merge(filesWith({ 'front.yaml': other, 'routes/s3.yaml': null, 'routes/s9.yaml': routeFile(9, 20) }));
  await scene.settle();
  expect(errors()).toEqual([expect.objectContaining(broken)]);
  await scene.merge(filesWith({ 'front.yaml': other, 'routes/s9.yaml': routeFile(9, 20) }));
  await scene.settle();
  expect(scene.memory.denial).toBeNull();
  // All of them when it was adopted and at the first change, and never since.
  expect(seen.slice(2).every((documents) => documents < 30)).toBe(true);
});

function errors(): readonly object[] {
  return (scene.memory.denial?.findings ?? []).filter(({ severity }) => severity === 'error');
}

/** All of them, with these in their place; null: it is gone. */
function filesWith(changed: Readonly<Record<string, string | null>>): Readonly<Record<string, string>> {
  const all = new Map<string, string | null>([...routeFiles(services)].map(([path, { text }]) => [path, text]));
  for (const [path, text] of Object.entries(changed)) all.set(path, text);
  return Object.fromEntries([...all].flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
}
