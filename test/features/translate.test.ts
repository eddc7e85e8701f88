// `sluice translate` prints what a node would get, or what keeps the policies out: never resources of what is denied.

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { translateCommand } from '../../reconciler/commands/translate.ts';
import { temporaryFolder } from '../support/git-repository.ts';
import { shopFiles } from '../support/shop.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeEach(async () => {
  folder = await temporaryFolder();
  await write({ 'node.yaml': 'id: edge-1\nnamespace: shop\nrole: proxy\nlisten: 127.0.0.1:10000\n' });
});
afterEach(() => folder.remove());

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
}

async function translated(json: boolean): Promise<{ readonly code: number; readonly out: string }> {
  let out = '';
  const io = {
    out: (text: string) => (out += text),
    err: (text: string) => expect.fail(text),
    colour: false,
    cwd: folder.path,
    env: {},
  };
  const flags = { node: 'node.yaml', json };
  const code = await translateCommand.run({ words: ['mesh'], flags, io, signal: new AbortController().signal });
  return { code, out };
}

function meshOf(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const files = { ...shopFiles({ weights: [100, 0] }), ...more };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`mesh/${path}`, text]));
}

test('resources, as JSON', async () => {
  await write(meshOf());
  const { code, out } = await translated(false);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toBeInstanceOf(Object);
});

const slice = (name: string, port: number): string => `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}, namespace: shop, labels: {kubernetes.io/service-name: admin, version: ${name}}}
addressType: IPv4
endpoints: [{addresses: [127.0.0.1]}]
ports: [{name: http, port: ${port}}]
`;

// It speaks for v1 alone, and a request to the service may reach v2 as well.
const partly = `apiVersion: v1
kind: Service
metadata: {name: admin, namespace: shop}
spec: {selector: {app: admin}, ports: [{name: http, port: 80}]}
${slice('v1', 9301)}${slice('v2', 9302)}---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: admin, namespace: shop}
spec:
  selector: {matchLabels: {version: v1}}
  action: DENY
  rules: [{to: [{operation: {paths: [/admin]}}]}]
`;

test('a policy that no proxy can enforce is printed instead, on stdout', async () => {
  await write(meshOf({ 'access/admin.yaml': partly }));
  const text = await translated(false);
  expect(text.code).toBe(1);
  expect(text.out).toMatch(/^access\/admin\.yaml:\d+:\d+: error access-unenforceable /m);
  const { code, out } = await translated(true);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    findings: expect.arrayContaining([
      expect.objectContaining({ rule: 'access-unenforceable', severity: 'error', file: 'access/admin.yaml' }),
    ]),
  });
});
