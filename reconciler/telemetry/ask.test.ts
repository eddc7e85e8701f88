// What goes along with a question, and what never comes back in a reading.

import { afterEach, expect, test } from 'vitest';
import { counting, prometheusScene } from '../../test/support/prometheus-scene.ts';

const open: { close(): Promise<void> }[] = [];
const scene = (env: Readonly<Record<string, string>>) => prometheusScene(open, counting, env, 'PROM_TOKEN');
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

test('a token goes along, and into no reading', async () => {
  const { server, asked } = await scene({ PROM_TOKEN: 's3cret\n' });
  expect(server.asked[0]?.headers.authorization).toBe('Bearer s3cret');
  const told = JSON.stringify([await asked.again(), await asked.again()]);
  expect(told).not.toContain('s3cret');
});

test.each([
  [{}, 'the variable PROM_TOKEN holds no token'],
  [{ PROM_TOKEN: 'two words' }, 'the variable PROM_TOKEN holds what is no bearer token'],
])('without a token that can be sent nothing is asked: %j', async (env, reason) => {
  const { server, readings } = await scene(env);
  expect(readings).toMatchObject([{ kind: 'error', reason, about: { name: 'source-error' } }]);
  expect(server.asked).toEqual([]);
});
