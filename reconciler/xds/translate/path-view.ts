/**
 * How the path that a service gets follows from the path that the proxy got. Access policies speak of the
 * former, and Envoy's access filter sees the latter, since a rewrite comes after it.
 */

import type { RouteMatch, StringPattern } from '../../../policies/mesh.ts';

export type PathView =
  | { readonly kind: 'same' }
  /** Whatever was asked, the service gets this. */
  | { readonly kind: 'constant'; readonly path: string }
  /** `from` at the front was replaced by `to`. */
  | { readonly kind: 'prefix'; readonly from: string; readonly to: string }
  /** Not to be told from the path alone. */
  | { readonly kind: 'unknown' };

/** What a pattern on the service's path asks of the proxy's. */
export type PathAnswer = StringPattern | 'always' | 'never' | 'unknown';

export function pathView(match: RouteMatch | null, rewrite: string | undefined): PathView {
  if (!rewrite) return { kind: 'same' };
  const path = match?.path ?? { kind: 'prefix', value: '/' };
  // Envoy replaces the whole path where it matched the whole path.
  if (path.kind !== 'prefix') return { kind: 'constant', path: rewrite };
  const doubled = rewrite.endsWith('/') && !path.value.endsWith('/');
  const dotted = /\/\.{0,2}(\/|$)/.test(rewrite.replace(/\/$/, ''));
  // What comes out may be spelled in a way that the service reads as another path.
  if (match?.ignorePathCase || doubled || dotted) return { kind: 'unknown' };
  return { kind: 'prefix', from: path.value, to: rewrite };
}

/** Turns a pattern on the service's path into one on the proxy's. */
export function seenBehind(view: PathView, pattern: StringPattern): PathAnswer {
  // A request that reaches a route has a path.
  if (pattern.kind === 'present') return 'always';
  switch (view.kind) {
    case 'same':
      return pattern;
    case 'constant':
      return holds(pattern, view.path) ? 'always' : 'never';
    case 'prefix':
      return behindPrefix(view, pattern);
    case 'unknown':
      return 'unknown';
  }
}

function behindPrefix(
  view: { readonly from: string; readonly to: string },
  pattern: Exclude<StringPattern, { kind: 'present' }>,
): PathAnswer {
  const { kind, value } = pattern;
  if (kind === 'suffix') return 'unknown';
  if (value.startsWith(view.to)) return { kind, value: view.from + value.slice(view.to.length) };
  return kind === 'prefix' && view.to.startsWith(value) ? 'always' : 'never';
}

function holds(pattern: Exclude<StringPattern, { kind: 'present' }>, path: string): boolean {
  switch (pattern.kind) {
    case 'exact':
      return path === pattern.value;
    case 'prefix':
      return path.startsWith(pattern.value);
    case 'suffix':
      return path.endsWith(pattern.value);
  }
}
