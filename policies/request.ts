/** Requests that stand for a match, and what a mesh answers to them. */

import type { Mesh, NamedMatch, RouteMatch, RouteRule, StringMatch, VirtualHost } from './mesh.ts';

export interface Request {
  /** Lower case; without a port. */
  readonly host: string;
  readonly method: string;
  readonly scheme: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * The least request that a match holds on: exact and prefix literally, presence as `x`, GET. A match with a regex has
 * none that can be told; it gives the plain request that falls to the host's catch-all.
 */
export function leastRequest(host: string, match: RouteMatch | null): Request {
  const plain: Request = { host, method: 'GET', scheme: 'http', path: '/', headers: {}, query: {} };
  if (match === null || hasRegex(match)) return plain;
  return {
    host: literal(match.authority, host),
    method: literal(match.method, 'GET'),
    scheme: literal(match.scheme, 'http'),
    path: literal(match.path, '/'),
    headers: Object.fromEntries(match.headers.map(({ name, match: each }) => [name, literal(each, 'x')])),
    query: Object.fromEntries(match.query.map(({ name, match: each }) => [name, literal(each, 'x')])),
  };
}

function hasRegex(match: RouteMatch): boolean {
  const named = [...match.headers, ...match.query].map((each) => each.match);
  return [match.path, match.method, match.scheme, match.authority, ...named].some((each) => each?.kind === 'regex');
}

function literal(match: StringMatch | undefined, otherwise: string): string {
  return match?.kind === 'exact' || match?.kind === 'prefix' ? match.value : match ? 'x' : otherwise;
}

/** The rule that answers a request; null when no virtual host has its host, or none of the host's rules holds. */
export function answerTo(mesh: Mesh, request: Request): RouteRule | null {
  const virtualHost = virtualHostOf(mesh, request.host);
  return (
    virtualHost?.rules.find(
      (rule) => rule.matches.length === 0 || rule.matches.some((match) => holds(match, request)),
    ) ?? null
  );
}

/** Envoy's order: the exact host, the longest `*.suffix`, the longest `prefix.*`, `*`. */
function virtualHostOf(mesh: Mesh, host: string): VirtualHost | null {
  let best: { rank: number; virtualHost: VirtualHost } | null = null;
  for (const virtualHost of mesh.virtualHosts) {
    for (const pattern of virtualHost.hosts) {
      const rank = rankOf(pattern, host);
      if (rank > (best?.rank ?? 0)) best = { rank, virtualHost };
    }
  }
  return best?.virtualHost ?? null;
}

function rankOf(pattern: string, host: string): number {
  if (pattern === host) return 4000;
  if (pattern === '*') return 1;
  if (pattern.startsWith('*') && host.length >= pattern.length && host.endsWith(pattern.slice(1)))
    return 2000 + pattern.length;
  if (pattern.endsWith('*') && host.length >= pattern.length && host.startsWith(pattern.slice(0, -1)))
    return 1000 + pattern.length;
  return 0;
}

function holds(match: RouteMatch, request: Request): boolean {
  const path = match.ignorePathCase ? request.path.toLowerCase() : request.path;
  return (
    textHolds(match.ignorePathCase ? lowered(match.path) : match.path, path) &&
    textHolds(match.method, request.method) &&
    textHolds(match.scheme, request.scheme) &&
    textHolds(match.authority, request.host) &&
    match.headers.every((each) => namedHolds(each, request.headers)) &&
    match.withoutHeaders.every((each) => !namedHolds(each, request.headers)) &&
    match.query.every((each) => namedHolds(each, request.query))
  );
}

function lowered(match: RouteMatch['path']): RouteMatch['path'] {
  return match && { ...match, value: match.value.toLowerCase() };
}

function namedHolds({ name, match }: NamedMatch, values: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value !== undefined && textHolds(match, value);
}

function textHolds(match: StringMatch | undefined, value: string): boolean {
  if (!match) return true;
  switch (match.kind) {
    case 'exact':
      return value === match.value;
    case 'prefix':
      return value.startsWith(match.value);
    case 'regex':
      // Least requests carry no value made for a regex, and an author's regex must not run here.
      return false;
    case 'present':
      return true;
  }
}
