import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocuments, printDocument } from './document.ts';
import { editShares, type WantedItem } from './edit.ts';
import { isList, isObject } from './json.ts';
import { createLoader } from './load.ts';
import type { Json, RouteRule, Source } from './mesh.ts';
import { sharesOfWeights } from './shares.ts';
import { seedOfRun } from '../test/support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

function load(file: string, text: string): readonly RouteRule[] {
  const { mesh } = createLoader()(new Map([[file, { oid: text, text }]]));
  return mesh.virtualHosts.flatMap(({ rules }) => rules);
}

function itemsOf(rule: RouteRule): readonly WantedItem[] {
  if (rule.action.kind !== 'forward') throw new Error('the rule forwards nothing');
  return rule.action.destinations;
}

function ruleOf(file: string, text: string, index = 0): RouteRule {
  const rule = load(file, text)[index];
  if (!rule) throw new Error(`no rule ${index} in\n${text}`);
  return rule;
}

/** Edits the first rule to these shares, its items kept. */
function split(file: string, text: string, shares: readonly number[]): string {
  const rule = ruleOf(file, text);
  const items = itemsOf(rule).map(({ item }, index) => ({ item, share: shares[index] ?? 0 }));
  return editShares(text, rule.source, items);
}

const block = `apiVersion: networking.istio.io/v1 # kept
kind: VirtualService
metadata:
    name: a
spec:
    hosts: [a]
    http:
    - name: x
      route: # both
      - destination: {host: one} # first
        weight: 100   # of 100
      # between
      - destination:
          host: two # second
`;

describe('editing shares', () => {
  test('splices weights, and adds one where it is missing, keeping comments and indentation', () => {
    const edited = split('a.yaml', block, [950_000, 50_000]);
    const lines = block.replace('weight: 100 ', 'weight: 95 ').split('\n');
    expect(edited).toBe([...lines.slice(0, -1), '        weight: 5', ''].join('\n'));
  });

  test('a text that says the shares already stays as it is, in whatever total', () => {
    const text = block.replace('100   # of 100', '2').replace('host: two # second', 'host: two\n        weight: 1');
    expect(split('a.yaml', text, [666_667, 333_333])).toBe(text);
  });

  test('the total is the smallest that holds every share', () => {
    expect(split('a.yaml', block, [995_000, 5000])).toMatch(/weight: 995 .*weight: 5\n/s);
    expect(split('a.yaml', block, [999_999, 1])).toMatch(/weight: 999999 .*weight: 1\n/s);
  });

  test('other destinations replace the list and nothing else', () => {
    const rule = ruleOf('a.yaml', block);
    const items = [
      { item: { destination: { host: 'three', subset: 'v3' }, weight: 7 }, share: 250_000 },
      { item: { destination: { host: 'one' } }, share: 750_000 },
    ];
    const head = block.slice(0, block.indexOf('- destination'));
    expect(editShares(block, rule.source, items)).toBe(
      `${head}- destination:\n          host: three\n          subset: v3\n        weight: 25\n      - destination:\n          host: one\n        weight: 75\n`,
    );
  });

  test('CRLF and BOM stay', () => {
    const text = `\uFEFF${block.replaceAll('\n', '\r\n')}`;
    const edited = split('a.yaml', text, [900_000, 100_000]);
    expect(edited.replaceAll('\r\n', '')).not.toContain('\n');
    expect(edited.slice(1).replaceAll('\r\n', '\n')).toBe(split('a.yaml', block, [900_000, 100_000]));
    expect(edited.startsWith('\uFEFF')).toBe(true);
  });

  test('an anchor that shares the list with another rule does not carry the change there', () => {
    const text = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a}
spec:
  hosts: [a]
  http:
  - match: [{uri: {prefix: /x}}]
    route: &r
    - {destination: {host: one}, weight: 1}
    - {destination: {host: two}, weight: 1}
  - route: *r
`;
    for (const index of [0, 1]) {
      const rule = ruleOf('a.yaml', text, index);
      const [one, two] = itemsOf(rule);
      const items = [one?.item ?? null, two?.item ?? null].map((item, at) => ({
        item,
        share: at === 0 ? 100_000 : 900_000,
      }));
      const after = load('a.yaml', editShares(text, rule.source, items)).map((each) =>
        itemsOf(each).map(({ share }) => share),
      );
      expect(after[index]).toEqual([100_000, 900_000]);
      expect(after[1 - index]).toEqual([500_000, 500_000]);
    }
  });

  test('a rule that is not there is a bug, and is said so', () => {
    const source: Source = {
      file: 'a.yaml',
      document: 3,
      path: ['spec', 'http', 0],
      object: 'VirtualService default/a',
    };
    expect(() => editShares(block, source, [])).toThrow('no document 3');
  });
});

const hosts = fc.uniqueArray(fc.constantFrom('one', 'two', 'three', 'four.shop', 'five'), {
  minLength: 1,
  maxLength: 4,
});

const list = hosts.chain((names) =>
  fc.tuple(
    ...names.map((host) =>
      fc.record({
        host: fc.constant(host),
        subset: fc.option(fc.constantFrom('v1', 'no', '1')),
        weight: fc.option(fc.nat(1000)),
      }),
    ),
  ),
);

function itemJson({ host, subset, weight }: { host: string; subset: string | null; weight: number | null }): Json {
  const destination = subset === null ? { host } : { host, subset };
  return weight === null ? { destination } : { destination, weight };
}

const shares = (count: number): fc.Arbitrary<readonly number[]> =>
  fc
    .array(fc.nat(1_000_000), { minLength: count, maxLength: count })
    .map((weights) => sharesOfWeights(weights.every((weight) => weight === 0) ? weights.map(() => 1) : weights));

const styles = ['block', 'compact', 'flow', 'json', 'json-lines'] as const;

function write(style: (typeof styles)[number], items: readonly Json[], crlf: boolean): { file: string; text: string } {
  const object = (list: Json): Json => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'a' },
    spec: {
      hosts: ['a'],
      http: [
        { match: [{ uri: { prefix: '/x' } }], route: list, timeout: '5s' },
        { route: [{ destination: { host: 'rest' } }] },
      ],
    },
  });
  const eol = (text: string): string => (crlf ? text.replaceAll('\n', '\r\n') : text);
  switch (style) {
    case 'block':
      return {
        file: 'a.yaml',
        text: eol(`# head\n---\nkind: Other\n---\n${printDocument(object([...items]))}# tail\n`),
      };
    case 'compact':
      return {
        file: 'a.yml',
        text: eol(
          printDocument(object([...items]))
            .replace(/\n {4}(\s*)route:\n(\s*)- /, '\n    $1route: # c\n$2- ')
            .trimEnd(),
        ),
      };
    case 'flow': {
      const flow = `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
      return { file: 'a.yaml', text: eol(printDocument(object('HERE')).replace('HERE', `${flow} # c`)) };
    }
    case 'json':
      return { file: 'a.json', text: JSON.stringify(object([...items])) };
    case 'json-lines':
      return { file: 'a.json', text: eol(`${JSON.stringify(object([...items]), null, 4)}\n`) };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Everything but the first rule's route. */
function rest(file: string, text: string): Json {
  const values = parseDocuments(file, text).documents.map(({ value }) => structuredClone(value));
  return values.map((value) =>
    isObject(value) && isObject(value['spec']) && isList(value['spec']['http'])
      ? withoutRoute(value, value['spec']['http'])
      : value,
  );
}

function withoutRoute(value: { readonly [key: string]: Json }, http: readonly Json[]): Json {
  return {
    ...value,
    spec: http.map((rule, index) => (index === 0 && isObject(rule) ? { ...rule, route: null } : rule)),
  };
}

describe('in every style', () => {
  const cases = fc.record({ before: list, style: fc.constantFrom(...styles), crlf: fc.boolean() });

  test('the result says exactly these shares, the rest is as it was, and a second edit changes nothing', () => {
    fc.assert(
      fc.property(
        cases.chain((each) =>
          fc.tuple(
            fc.constant(each),
            fc.oneof(fc.constant(each.before), list).chain((to) => fc.tuple(fc.constant(to), shares(to.length))),
          ),
        ),
        ([{ before, style, crlf }, [to, toShares]]) => {
          const { file, text } = write(style, before.map(itemJson), crlf);
          const rule = ruleOf(file, text);
          const items = to.map((each, index) => ({ item: itemJson(each), share: toShares[index] ?? 0 }));
          const edited = editShares(text, rule.source, items);
          const after = ruleOf(file, edited);
          expect(after.target).toBe(rule.target);
          expect(itemsOf(after).map(({ share }) => share)).toEqual(toShares);
          expect(itemsOf(after).map(({ item }) => (isObject(item) ? item['destination'] : null))).toEqual(
            items.map(({ item }) => (isObject(item) ? item['destination'] : null)),
          );
          expect(rest(file, edited)).toEqual(rest(file, text));
          expect(editShares(edited, after.source, items)).toBe(edited);
          expect(file.endsWith('.json') ? isJson(edited) : true).toBe(true);
          expect(crlf && /(?:^|[^\r])\n/.test(edited)).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('where the destinations agree, nothing but weights differs, and back is the same text', () => {
    fc.assert(
      fc.property(
        cases.chain((each) => fc.tuple(fc.constant(each), shares(each.before.length))),
        ([{ before, style, crlf }, to]) => {
          const weighted = before.map((each) => ({ ...each, weight: 100 }));
          const { file, text } = write(style, weighted.map(itemJson), crlf);
          const rule = ruleOf(file, text);
          const edited = editShares(
            text,
            rule.source,
            itemsOf(rule).map(({ item }, index) => ({ item, share: to[index] ?? 0 })),
          );
          const bare = (each: string): string => each.replaceAll(/(weight"?: ?)\d+/g, '$1');
          expect(bare(edited)).toBe(bare(text));
        },
      ),
      { numRuns: 200 },
    );
  });
});
