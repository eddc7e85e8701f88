/** What a mesh asks of its proxies that they can't do, or do more strictly than was asked: for those who judge a commit. */

import type { AccessPolicy, Forward, Mesh, RouteRule, Source } from '../../../policies/mesh.ts';
import { createResolver, isTarget, type Resolve, type Target } from './destinations.ts';
import { claimDomains } from './domains.ts';
import { createEnvironment, type Environment, selects } from './environment.ts';
import { type Branch, branchesOf, sharedAccess } from './forward.ts';
import { mirrored } from './mirrors.ts';
import { pathView, seenBehind } from './path-view.ts';

export interface Problem {
  /** `access-unenforceable`, `access-behind-rewrite` or `mirror-not-judged`. */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly remedy: string;
  readonly source: Source;
}

/** In the mesh's order. All of them are about access, so a mesh without policies has none. */
export function translationProblems(mesh: Mesh): readonly Problem[] {
  if (mesh.access.length === 0) return [];
  const environment = createEnvironment(mesh);
  const resolve = createResolver();
  const targets = new Map<string, Target>();
  const problems: Problem[] = [];
  for (const rule of mesh.virtualHosts.flatMap((host) => host.rules)) {
    if (rule.action.kind !== 'forward') continue;
    const branches = branchesOf(rule.action, null, environment, resolve);
    for (const { target } of branches) if (isTarget(target)) targets.set(target.name, target);
    problems.push(...behindRewrite(rule, rule.action, branches));
    problems.push(...lostMirrors(rule, rule.action, branches, environment, resolve));
  }
  for (const target of plainTargets(mesh, environment, resolve)) targets.set(target.name, target);
  const reached = [...targets.values()];
  return [...mesh.access.flatMap((policy) => partlySelected(policy, reached)), ...problems];
}

/** Services that requests reach by their own names. Which names those are doesn't matter here. */
function plainTargets(mesh: Mesh, environment: Environment, resolve: Resolve): readonly Target[] {
  const { services } = claimDomains(mesh, { namespace: '', listen: { address: '127.0.0.1', port: 80 } });
  return [...services].flatMap(([host, ports]) =>
    [...ports.keys()].map((port) => resolve(environment, { host, port, subset: null }, null)).filter(isTarget),
  );
}

/** A policy for some endpoints of a destination: the proxy judges before it chooses among them. */
function partlySelected(policy: AccessPolicy, targets: readonly Target[]): Problem[] {
  const { selector } = policy;
  if (selector === null) return [];
  return targets
    .filter(({ service, subset }) => {
      if (service.namespace !== policy.namespace || selects(selector, { ...service.selector, ...subset })) return false;
      return service.endpoints.some(({ labels }) => selects(subset, labels) && selects(selector, labels));
    })
    .map(({ service, name }) => ({
      rule: 'access-unenforceable',
      severity: 'error',
      message: `It speaks for some endpoints of ${service.host}, and a request that goes to ${name} may reach any of them`,
      remedy: 'Select what the Service selects, or route only to a subset that has these labels.',
      source: policy.source,
    }));
}

function behindRewrite(rule: RouteRule, forward: Forward, branches: readonly Branch[]): Problem[] {
  const patterns = branches.flatMap(({ access }) =>
    access.flatMap((policy) => policy.rules.flatMap((each) => each.to.flatMap((to) => [...to.paths, ...to.notPaths]))),
  );
  const views = (rule.matches.length === 0 ? [null] : rule.matches).map((match) =>
    pathView(match, forward.rewrite?.path),
  );
  if (!views.some((view) => patterns.some((pattern) => seenBehind(view, pattern) === 'unknown'))) return [];
  return [
    {
      rule: 'access-behind-rewrite',
      severity: 'warning',
      message:
        'An access policy speaks of paths that can’t be told before this rewrite, so what it may forbid is forbidden',
      remedy: 'Rewrite a prefix to one that ends like it (both with `/`, or neither), or use exact paths and prefixes.',
      source: rule.source,
    },
  ];
}

function lostMirrors(
  rule: RouteRule,
  forward: Forward,
  branches: readonly Branch[],
  environment: Environment,
  resolve: Resolve,
): Problem[] {
  const judges = sharedAccess(branches.filter(({ item }) => item.share > 0));
  const asked = forward.mirrors.filter(({ percent }) => percent > 0).length;
  if (mirrored(forward, judges, environment, resolve).length === asked) return [];
  return [
    {
      rule: 'mirror-not-judged',
      severity: 'warning',
      message: 'A mirror gets no copies: its service has access policies that don’t judge the requests themselves',
      remedy: 'Mirror to a service with the same access policies as the route’s, or with none.',
      source: rule.source,
    },
  ];
}
