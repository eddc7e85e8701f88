import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RouteMatch, StringPattern } from '../../../policies/mesh.ts';
import { pathView, seenBehind } from './path-view.ts';
import { seedOfRun } from '../../../test/support/properties.ts';

fc.configureGlobal({ seed: seedOfRun() });

const matching = (path: RouteMatch['path'], more: Partial<RouteMatch> = {}): RouteMatch => ({
  ...(path && { path }),
  headers: [],
  withoutHeaders: [],
  query: [],
  ...more,
});

function holds(pattern: StringPattern, path: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return path === pattern.value;
    case 'prefix':
      return path.startsWith(pattern.value);
    case 'suffix':
      return path.endsWith(pattern.value);
    case 'present':
      return path !== '';
  }
}

test('what is asked of the path behind a rewrite is asked of the path before it', () => {
  const letters = fc
    .array(fc.constantFrom('a', 'b', '/a', '/b'), { maxLength: 4 })
    .map((parts) => `/${parts.join('')}`);
  const kind = fc.constantFrom('exact' as const, 'prefix' as const, 'suffix' as const);
  let told = 0;
  fc.assert(
    fc.property(letters, letters, letters, kind, letters, (from, to, rest, patternKind, value) => {
      const view = pathView(matching({ kind: 'prefix', value: from }), to);
      const pattern = { kind: patternKind, value };
      const seen = seenBehind(view, pattern);
      if (seen === 'unknown') return;
      told++;
      const before = from + rest;
      const answer = typeof seen === 'string' ? seen === 'always' : holds(seen, before);
      expect(answer, `${before} is ${to + rest} behind`).toBe(holds(pattern, to + rest));
    }),
    { numRuns: 2000 },
  );
  expect(told).toBeGreaterThan(500);
});

test.each([
  ['no rewrite', matching({ kind: 'prefix', value: '/a' }), undefined, 'same'],
  ['an exact path is replaced whole', matching({ kind: 'exact', value: '/a' }), '/b', 'constant'],
  ['a regex is replaced whole', matching({ kind: 'regex', value: '/a.*' }), '/b', 'constant'],
  ['no match at all is the prefix /', null, '/b/', 'prefix'],
  ['slashes would double', matching({ kind: 'prefix', value: '/a' }), '/b/', 'unknown'],
  ['dots would move up', matching({ kind: 'prefix', value: '/a' }), '/b/..', 'unknown'],
  [
    'the matched text is not known',
    matching({ kind: 'prefix', value: '/a' }, { ignorePathCase: true }),
    '/b',
    'unknown',
  ],
])('%s', (_, match, rewrite, kind) => {
  expect(pathView(match, rewrite).kind).toBe(kind);
});
