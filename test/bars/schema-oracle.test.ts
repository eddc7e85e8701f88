// Our typed readers beside the schemas that their projects publish: no field of theirs is unknown here, or of another type.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goModule } from '../support/go-module.ts';
import { published } from './published.ts';
import { askAbout, publishedKinds } from './schema-oracle.ts';

test.each([
  ['Istio', published.istioApi, 'kubernetes'],
  ['Gateway API', published.gatewayApi, 'config/crd'],
  ['Flagger', published.flagger, 'artifacts/flagger'],
  ['Argo Rollouts', published.argoRollouts, 'manifests/crds'],
])('%s', async (name, module, folder) => {
  const kinds = await publishedKinds(join(await goModule(module), folder));
  expect(kinds.length).toBeGreaterThan(2);
  const wrong: string[] = [];
  let [fields, unread] = [0, 0];
  for (const kind of kinds) {
    const asked = askAbout(kind);
    if (asked === null) {
      unread += 1;
      console.log(`schema: ${name}: ${kind.kind} ${kind.version} is not read`);
    }
    for (const { path, said } of asked ?? []) {
      fields += 1;
      for (const { message } of said) wrong.push(`${kind.kind} ${kind.version} ${path.join('.')}: ${message}`);
    }
  }
  console.log(
    `schema: ${name}: ${fields} fields of ${kinds.length} kinds, ${wrong.length} wrong, ${unread} kinds not read`,
  );
  for (const each of new Set(wrong)) console.log(`schema: ${each.slice(0, 160)}`);
  expect(wrong).toEqual([]);
});
