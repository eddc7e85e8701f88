/** How many rules ship with Sluice: a test that counted them itself would change with every new one. */

import { readSources } from '../../reconciler/opa/sources.ts';

export async function shippedRules(): Promise<number> {
  return [...(await readSources()).keys()].filter((name) => name.startsWith('rego/rules/')).length;
}
