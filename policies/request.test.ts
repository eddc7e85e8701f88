import { describe, expect, test } from 'vitest';
import { createLoader } from './load.ts';
import type { Mesh, RouteMatch } from './mesh.ts';
import { answerTo, leastRequest, type Request } from './request.ts';

function meshOf(text: string): Mesh {
  const { mesh, findings } = createLoader()(new Map([['a.yaml', { oid: '1', text }]]));
  expect(findings).toEqual([]);
  return mesh;
}

const rules = (
  name: string,
  hosts: string,
  matches: Readonly<Record<string, string>>,
): string => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: ${name}}
spec:
  hosts: ${hosts}
  http:
${Object.entries(matches)
  .map(([rule, match]) => `  - name: ${rule}\n    match: ${match}\n    route: [{destination: {host: a.example.com}}]\n`)
  .join('')}`;

const text = [
  rules('exact', '[shop.example.com]', {
    prefix: '[{uri: {prefix: /api}}]',
    fold: '[{uri: {exact: /Fold}, ignoreUriCase: true}]',
    header: '[{headers: {x-user: {exact: "1"}}, withoutHeaders: {x-bot: {}}}]',
    present: '[{headers: {x-any: {}}, queryParams: {q: {prefix: a}}, method: {exact: POST}}]',
    regex: '[{uri: {regex: "/r.*"}}]',
    rest: '[]',
  }),
  rules('suffix', "['*.example.com']", { suffix: '[]' }),
  rules('longer-suffix', "['*.eu.example.com']", { longer: '[]' }),
  rules('any', "['*']", { any: '[{method: {exact: GET}}]' }),
].join('---\n');

describe('the least request of a match is answered by its rule', () => {
  const mesh = meshOf(text);

  test.each(['prefix', 'fold', 'header', 'present', 'rest'])('%s', (name) => {
    const rule = mesh.virtualHosts.flatMap((each) => each.rules).find((each) => each.name === name);
    const match: RouteMatch | null = rule?.matches[0] ?? null;
    expect(answerTo(mesh, leastRequest('shop.example.com', match))?.name).toBe(name);
  });

  test('that of a regex falls to the catch-all of its host', () => {
    const rule = mesh.virtualHosts.flatMap((each) => each.rules).find((each) => each.name === 'regex');
    expect(answerTo(mesh, leastRequest('shop.example.com', rule?.matches[0] ?? null))?.name).toBe('rest');
  });
});

describe('a request finds its host as in Envoy', () => {
  const mesh = meshOf(text);
  const ask = (host: string, change: Partial<Request> = {}): string | null =>
    answerTo(mesh, { ...leastRequest(host, null), ...change })?.name ?? null;

  test.each([
    ['shop.example.com', 'rest'],
    ['other.example.com', 'suffix'],
    ['a.eu.example.com', 'longer'],
    ['example.com', 'any'],
    ['elsewhere.org', 'any'],
  ])('%s is answered by %s', (host, name) => {
    expect(ask(host)).toBe(name);
  });

  test('a header that must not be there keeps a rule from answering', () => {
    expect(ask('shop.example.com', { headers: { 'x-user': '1' } })).toBe('header');
    expect(ask('shop.example.com', { headers: { 'x-user': '1', 'x-bot': '' } })).toBe('rest');
  });

  test('nothing answers where no rule of the host holds', () => {
    expect(ask('elsewhere.org', { method: 'POST' })).toBeNull();
    expect(
      answerTo(meshOf(rules('one', '[a.example.com]', { x: '[]' })), leastRequest('b.example.com', null)),
    ).toBeNull();
  });
});
