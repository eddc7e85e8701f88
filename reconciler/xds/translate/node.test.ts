import { expect, test } from 'vitest';
import { nodeFromMetadata, nodeGroup, nodeMetadata, parseNodeFile } from './node.ts';

const file = {
  id: 'edge-1',
  namespace: 'shop',
  labels: { zone: 'b', app: 'edge' },
  role: 'proxy',
  listen: '[::1]:8080',
};

test('a node file says what a node’s metadata says again', () => {
  const parsed = parseNodeFile(file);
  if (!parsed.ok) throw new Error(parsed.reason);
  expect(parsed.node.listen).toEqual({ address: '::1', port: 8080 });
  expect(nodeFromMetadata('edge-1', nodeMetadata(parsed.node))).toEqual(parsed);
});

test('namespace, labels and role have defaults; an Envoy’s other metadata is left alone', () => {
  const { id, listen } = file;
  const node = { id, namespace: 'default', labels: {}, role: 'proxy', listen: { address: '::1', port: 8080 } };
  expect(parseNodeFile({ id, listen })).toEqual({ ok: true, node });
  expect(nodeFromMetadata(id, { listen, istio: { version: 1 } })).toEqual({ ok: true, node });
});

test('nodes that differ in their ids alone are of one group', () => {
  const groups = [file, { ...file, id: 'edge-2', labels: { app: 'edge', zone: 'b' } }, { ...file, namespace: 'other' }]
    .map((each) => parseNodeFile(each))
    .map((parsed) => (parsed.ok ? nodeGroup(parsed.node) : parsed.reason));
  expect(groups[1]).toBe(groups[0]);
  expect(groups[2]).not.toBe(groups[0]);
});

test.each([
  ['a list', []],
  ['no id', { listen: file.listen }],
  ['an empty id', { ...file, id: '' }],
  ['an unknown field', { ...file, cluster: 'x' }],
  ['another role', { ...file, role: 'gateway' }],
  ['labels that are no texts', { ...file, labels: { a: 1 } }],
  ['no listen', { id: 'a' }],
  ['a name to listen on', { ...file, listen: 'localhost:80' }],
  ['no port', { ...file, listen: '127.0.0.1' }],
  ['port 0', { ...file, listen: '127.0.0.1:0' }],
  ['a port too high', { ...file, listen: '127.0.0.1:65536' }],
  ['no address', { ...file, listen: '256.0.0.1:80' }],
])('%s is refused, and the reason says what would be right', (_, value) => {
  const parsed = parseNodeFile(value);
  expect(parsed).toEqual({ ok: false, reason: expect.stringMatching(/must|is no field|is a mapping/) });
});
