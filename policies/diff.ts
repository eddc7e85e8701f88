/** What differs between two meshes, in the terms of the model; where it was written does not count. */

import { compareText } from './finding.ts';
import { canonicalJson } from './json.ts';
import { destinationKey, type Mesh, type RouteMatch, type RouteRule } from './mesh.ts';

export interface ShareOf {
  /** D as text. */
  readonly key: string;
  /** Parts per million; items of one destination are added up. */
  readonly share: number;
}

export type MeshChange =
  | { readonly kind: 'service'; readonly change: Change; readonly host: string; readonly parts: readonly string[] }
  | {
      readonly kind: 'rule';
      readonly change: Change;
      readonly target: string;
      readonly hosts: readonly string[];
      readonly matches: readonly RouteMatch[];
      /** Null where the rule is not there, or forwards nothing. */
      readonly before: readonly ShareOf[] | null;
      readonly after: readonly ShareOf[] | null;
      /** What differs beside shares: `matches`, `hosts`, `order`, `action`. */
      readonly parts: readonly string[];
    }
  | {
      readonly kind: 'access' | 'rollout' | 'slo';
      readonly change: Change;
      readonly name: string;
      readonly parts: readonly string[];
    }
  | { readonly kind: 'config'; readonly change: 'changed'; readonly parts: readonly string[] };

export type Change = 'added' | 'removed' | 'changed';

/** All changes: services, rules, access, rollouts, SLOs, config, each sorted by its key. */
export function diffMesh(before: Mesh, after: Mesh): readonly MeshChange[] {
  const config = partsThatDiffer(before.config, after.config);
  return [
    ...pairs(before.services, after.services, ({ host }) => host).flatMap(([host, a, b]) =>
      named(a, b, (change, parts): MeshChange => ({ kind: 'service', change, host, parts })),
    ),
    ...ruleChanges(before, after),
    ...pairs(before.access, after.access, nameOf).flatMap(([name, a, b]) =>
      named(a, b, (change, parts): MeshChange => ({ kind: 'access', change, name, parts })),
    ),
    ...pairs(before.rollouts, after.rollouts, nameOf).flatMap(([name, a, b]) =>
      named(a, b, (change, parts): MeshChange => ({ kind: 'rollout', change, name, parts: withoutDigest(parts) })),
    ),
    ...pairs(before.slos, after.slos, nameOf).flatMap(([name, a, b]) =>
      named(a, b, (change, parts): MeshChange => ({ kind: 'slo', change, name, parts })),
    ),
    ...(config.length > 0 ? [{ kind: 'config', change: 'changed', parts: config } as const] : []),
  ];
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** A digest is that of other parts; alone it stands for what a named SLO says of the budget. */
function withoutDigest(parts: readonly string[]): readonly string[] {
  const others = parts.filter((part) => part !== 'digest');
  return others.length === 0 && parts.length > 0 ? ['budget'] : others;
}

function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string,
): readonly [string, T | null, T | null][] {
  const old = new Map(before.map((item) => [keyOf(item), item]));
  const now = new Map(after.map((item) => [keyOf(item), item]));
  const keys = [...new Set([...old.keys(), ...now.keys()])].toSorted(compareText);
  return keys.map((key) => [key, old.get(key) ?? null, now.get(key) ?? null]);
}

function named<T extends object>(
  a: T | null,
  b: T | null,
  make: (change: Change, parts: readonly string[]) => MeshChange,
): readonly MeshChange[] {
  if (a === b) return [];
  if (a === null || b === null) return [make(a === null ? 'added' : 'removed', [])];
  const parts = partsThatDiffer(a, b);
  return parts.length > 0 ? [make('changed', parts)] : [];
}

/** Names of the fields that differ. */
function partsThatDiffer(a: object, b: object): readonly string[] {
  if (a === b) return [];
  const old = new Map(Object.entries(a));
  const now = new Map(Object.entries(b));
  const keys = [...new Set([...old.keys(), ...now.keys()])].filter((key) => key !== 'source');
  return keys.filter((key) => textOf(old.get(key)) !== textOf(now.get(key))).toSorted(compareText);
}

/** Canonical text without sources and written items. */
function textOf(value: unknown): string {
  return canonicalJson(withoutPlaces(value) ?? null);
}

function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'source' && key !== 'item');
  return Object.fromEntries(entries.map(([key, entry]) => [key, withoutPlaces(entry)]));
}

interface PlacedRule {
  readonly rule: RouteRule;
  readonly hosts: readonly string[];
  /** The rule before it, of those that both meshes have. */
  readonly after: string | null;
}

function ruleChanges(before: Mesh, after: Mesh): readonly MeshChange[] {
  const old = new Set(before.virtualHosts.flatMap(({ rules }) => rules.map(({ target }) => target)));
  const now = new Set(after.virtualHosts.flatMap(({ rules }) => rules.map(({ target }) => target)));
  const both = (target: string): boolean => old.has(target) && now.has(target);
  return pairs(rulesOf(before, both), rulesOf(after, both), ({ rule }) => rule.target).flatMap(([target, a, b]) =>
    ruleChange(target, a, b),
  );
}

function rulesOf(mesh: Mesh, both: (target: string) => boolean): readonly PlacedRule[] {
  return mesh.virtualHosts.flatMap(({ hosts, rules }) => {
    let last: string | null = null;
    return rules.map((rule) => {
      const after = last;
      if (both(rule.target)) last = rule.target;
      return { rule, hosts, after };
    });
  });
}

function ruleChange(target: string, a: PlacedRule | null, b: PlacedRule | null): readonly MeshChange[] {
  const shown = b ?? a;
  if (!shown) return [];
  const before = a && sharesOf(a.rule);
  const after = b && sharesOf(b.rule);
  const common = { kind: 'rule', target, hosts: shown.hosts, matches: shown.rule.matches, before, after } as const;
  if (!a || !b) return [{ ...common, change: a ? 'removed' : 'added', parts: [] }];
  const parts = definitionParts(a, b);
  return parts.length > 0 || textOf(before) !== textOf(after) ? [{ ...common, change: 'changed', parts }] : [];
}

function definitionParts(a: PlacedRule, b: PlacedRule): readonly string[] {
  const same = a.rule === b.rule;
  const parts = {
    action: same || textOf(actionWithoutShares(a.rule)) === textOf(actionWithoutShares(b.rule)),
    hosts: a.hosts === b.hosts || textOf(a.hosts) === textOf(b.hosts),
    matches: same || textOf(a.rule.matches) === textOf(b.rule.matches),
    order: a.after === b.after,
  };
  return Object.entries(parts).flatMap(([part, kept]) => (kept ? [] : [part]));
}

/** Sorted by destination. */
function sharesOf(rule: RouteRule): readonly ShareOf[] | null {
  if (rule.action.kind !== 'forward') return null;
  const sums = new Map<string, number>();
  for (const { destination, share } of rule.action.destinations) {
    const key = destinationKey(destination);
    sums.set(key, (sums.get(key) ?? 0) + share);
  }
  return [...sums].map(([key, share]) => ({ key, share })).toSorted((a, b) => compareText(a.key, b.key));
}

function actionWithoutShares({ action }: RouteRule): unknown {
  if (action.kind !== 'forward') return action;
  // Header edits belong to a destination; which destinations there are is told by the shares.
  const edits = action.destinations
    .filter(({ headers }) => headers)
    .map(({ destination, headers }) => ({ destination, headers }));
  return { ...action, destinations: edits };
}
