import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { conftest } from '../bench/conftest.ts';
import { mutations } from '../corpus/corpus.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { conftestWithOurRules, istioctl, recallOf } from './lint-peers.ts';

const planted = mutations(20_000, 180);
/** Built by `go install istio.io/istio/istioctl/cmd/istioctl`, which takes several minutes; not by the tests. */
const istioctlPath = resolve(import.meta.dirname, '../../.cache/bin/istioctl');

test('180 planted faults through conftest with our rules', async () => {
  const program = await conftest();
  if (program === null) return;
  const { path, remove } = await temporaryFolder();
  const recall = await recallOf(await conftestWithOurRules(program, path), planted, path);
  await remove();
  console.log(`peers: conftest with our rules: ${JSON.stringify(recall)}`);
  expect(recall.planted).toBe(planted.length);
});

test.skipIf(!existsSync(istioctlPath))('180 planted faults through istioctl analyze', async () => {
  const { path, remove } = await temporaryFolder();
  const recall = await recallOf(istioctl(istioctlPath), planted, path);
  await remove();
  console.log(`peers: istioctl analyze: ${JSON.stringify(recall)}`);
  expect(recall.planted).toBe(planted.length);
});
