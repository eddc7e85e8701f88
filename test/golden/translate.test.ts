/**
 * A few policies in, the resources of one node out, as `sluice translate` prints them; each node has the same
 * listener, which stands in one case alone. `vitest -u` writes the outcome anew, to be read in the diff.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { printDocument } from '../../policies/document.ts';
import { isObject } from '../../policies/json.ts';
import { expandTranslation } from '../../reconciler/xds/translate/expand.ts';
import { translate } from '../../reconciler/xds/translate/translation.ts';
import { meshOf } from '../envoy/translated-mesh.ts';

const folder = join(import.meta.dirname, 'translate');
const cases = readdirSync(folder).filter((name) => name.endsWith('.in.yaml'));

test('there are cases', () => expect(cases.length).toBeGreaterThan(0));

test.each(cases)('%s', async (name) => {
  const mesh = meshOf(readFileSync(join(folder, name), 'utf8'));
  const listen = { address: '127.0.0.1', port: 10_000 };
  const shown = expandTranslation(translate(mesh, { id: 'edge', namespace: 'edge', labels: {}, role: 'proxy', listen }));
  if (!isObject(shown)) throw new Error('a translation is an object');
  const { listeners = [], ...others } = shown;
  const text = printDocument(name === 'listener.in.yaml' ? { listeners, ...others } : others);
  await expect(text).toMatchFileSnapshot(join(folder, name.replace('.in.', '.out.')));
});
