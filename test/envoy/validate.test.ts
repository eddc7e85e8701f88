/** What Sluice writes for Envoy is what Envoy takes, by its own word. */

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { findEnvoy } from '../../reconciler/setup/binaries.ts';
import { bootstrap, parseHostPort } from '../../reconciler/xds/bootstrap.ts';
import type { Node } from '../../reconciler/xds/translate/node.ts';
import { translate } from '../../reconciler/xds/translate/translation.ts';
import { staticConfig } from '../../reconciler/xds/translate/static-config.ts';
import { meshOf } from './translated-mesh.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-validate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const node: Node = {
  id: 'edge',
  namespace: 'edge',
  labels: { app: 'edge' },
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};

/** Envoy's last words about a configuration; throws them when it turns it down. */
async function validate(config: string): Promise<string> {
  const file = join(folder, 'config.yaml');
  writeFileSync(file, config);
  const arguments_ = ['--mode', 'validate', '-c', file, '--log-level', 'error'];
  const { stdout } = await promisify(execFile)(findEnvoy() ?? 'envoy', arguments_, { timeout: 20_000 });
  return stdout;
}

const cases = join(import.meta.dirname, '../golden/translate');
test.each(readdirSync(cases).filter((name) => name.endsWith('.in.yaml')))('the translation of %s', async (name) => {
  const mesh = meshOf(readFileSync(join(cases, name), 'utf8'));
  expect(await validate(staticConfig(translate(mesh, node)))).toContain('OK');
});

test.each([
  ['delta, an address', false, '127.0.0.1:18000'],
  ['state of the world, a name', true, 'sluice.example.com:18000'],
  ['an address of version 6', false, '[::1]:18000'],
])('the bootstrap: %s', async (_, sotw, xds) => {
  const text = bootstrap({ node, xds, admin: '127.0.0.1:0', sotw, proxyUid: 'edge-1', flushMs: 250 });
  expect(await validate(text)).toContain('OK');
});

test('an address that is none is told from one that is', () => {
  expect(parseHostPort('sluice:80')).toEqual({ host: 'sluice', port: 80, isAddress: false });
  for (const text of ['sluice', ':80', '1.2.3:80', '999.0.0.1:80', 'a b:80', 'sluice:0', 'http://sluice:80']) {
    expect(parseHostPort(text), text).toBeNull();
  }
});
