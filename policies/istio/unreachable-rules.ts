/** Rules of a VirtualService that never answer, since earlier ones take all of their requests. */

import { compareText } from '../finding.ts';
import { canonicalJson, isList, isObject, type JsonObject } from '../json.ts';
import type { Json } from '../mesh.ts';

/** What a match asks of a request: its path, and all else by name. Null is any path. */
interface Conditions {
  readonly path: PathCondition | null;
  readonly rest: ReadonlyMap<string, Asked>;
}

interface Asked {
  readonly value: Json;
  /** One text for equal values. */
  readonly text: string;
}

interface PathCondition {
  readonly kind: 'exact' | 'prefix' | 'regex';
  readonly value: string;
}

/** Paths that are taken already, of requests for which the same is asked beside the path. */
interface TakenPaths {
  all: boolean;
  readonly exact: Set<string>;
  readonly regex: Set<string>;
  /** By their length. */
  readonly prefixes: Map<number, Set<string>>;
}

interface Taken {
  readonly byRest: Map<string, TakenPaths>;
  /** Those that ask for more than a path. */
  readonly special: Conditions[];
}

/** Special ones, and lengths of prefixes, are gone through one by one, so only so many of them. */
const mostCompared = 100;

/** Where something stands that no request reaches: a rule, or one of several matches of a rule, in the list as written. */
export interface Unreachable {
  readonly rule: number;
  /** Null: the whole rule. */
  readonly match: number | null;
}

/** What no request reaches of a list of rules of one protocol. */
export function unreachableRules(rules: Json | undefined): readonly Unreachable[] {
  if (!isList(rules)) return [];
  const taken: Taken = { byRest: new Map(), special: [] };
  const found: Unreachable[] = [];
  for (const [index, rule] of rules.entries()) {
    if (!isObject(rule)) continue;
    const matches = matchesOf(rule['match']);
    const idle = [...matches.entries()].flatMap(([match, each]) => (isTaken(each, taken) ? [match] : []));
    if (matches.length > 0 && idle.length === matches.length) found.push({ rule: index, match: null });
    else found.push(...idle.map((match) => ({ rule: index, match })));
    // What a delegate does not take goes on to the rules behind it.
    if (rule['delegate'] === undefined) for (const each of matches) take(each, taken);
  }
  return found;
}

/** A rule without a match takes everything; one that can't be read, nothing. */
function matchesOf(match: Json | undefined): readonly Conditions[] {
  if (match === undefined || match === null || (isList(match) && match.length === 0)) return [conditionsOf({})];
  return isList(match) && match.every(isObject) ? match.map(conditionsOf) : [];
}

const named = new Set(['headers', 'withoutHeaders', 'queryParams', 'sourceLabels']);
const saysNothing = new Set(['name', 'statPrefix']);

function conditionsOf(match: JsonObject): Conditions {
  const rest = new Map<string, Asked>();
  const ask = (key: string, value: Json): void => void rest.set(key, { value, text: canonicalJson(value) });
  let path: PathCondition | null = null;
  for (const [key, value] of Object.entries(match)) {
    if (value === null || saysNothing.has(key) || (key === 'ignoreUriCase' && value === false)) continue;
    const read = key === 'uri' ? pathOf(value) : undefined;
    if (read !== undefined) path = read;
    else if (named.has(key) && isObject(value)) {
      for (const [name, each] of Object.entries(value)) {
        ask(`${key} ${key === 'queryParams' ? name : name.toLowerCase()}`, each);
      }
    } else ask(key, value);
  }
  return { path, rest };
}

/** Null is any path; undefined was not understood. */
function pathOf(value: Json): PathCondition | null | undefined {
  if (!isObject(value)) return undefined;
  const { exact, prefix, regex } = value;
  if (typeof exact === 'string') return { kind: 'exact', value: exact };
  if (typeof prefix === 'string') return prefix === '/' ? null : { kind: 'prefix', value: prefix };
  if (typeof regex !== 'string') return undefined;
  return regex === '.*' || regex === '/.*' ? null : { kind: 'regex', value: regex };
}

function isTaken({ path, rest }: Conditions, { byRest, special }: Taken): boolean {
  const same = byRest.get(restKey(rest));
  if (same && takesPath(same, path)) return true;
  const any = byRest.get('');
  const anyCase = rest.has('ignoreUriCase');
  // Without regard to case more is asked for than the same text takes.
  if (any?.all === true || (any && !anyCase && takesPath(any, path))) return true;
  return special.some(
    (each) =>
      [...each.rest].every(([key, value]) => implies(rest.get(key), value, key)) &&
      (each.path === null || !anyCase || each.rest.has('ignoreUriCase')) &&
      holdsOn(each.path, path),
  );
}

function take(conditions: Conditions, { byRest, special }: Taken): void {
  const { path, rest } = conditions;
  const key = restKey(rest);
  const paths: TakenPaths = byRest.get(key) ?? { all: false, exact: new Set(), regex: new Set(), prefixes: new Map() };
  byRest.set(key, paths);
  if (path === null) paths.all = true;
  else if (path.kind !== 'prefix') paths[path.kind].add(path.value);
  else {
    const { length } = path.value;
    const known = paths.prefixes.get(length);
    if (known) known.add(path.value);
    else if (paths.prefixes.size < mostCompared) paths.prefixes.set(length, new Set([path.value]));
  }
  if (rest.size > 0 && special.length < mostCompared) special.push(conditions);
}

function restKey(rest: ReadonlyMap<string, Asked>): string {
  const texts = [...rest].map(([key, { text }]) => JSON.stringify([key, text]));
  return texts.toSorted(compareText).join();
}

function takesPath(taken: TakenPaths, path: PathCondition | null): boolean {
  if (taken.all || path === null) return taken.all;
  if (path.kind === 'regex') return taken.regex.has(path.value);
  if (path.kind === 'exact' && taken.exact.has(path.value)) return true;
  return [...taken.prefixes].some(([length, prefixes]) => prefixes.has(path.value.slice(0, length)));
}

/** Whether all paths of the second are paths of the first. */
function holdsOn(first: PathCondition | null, second: PathCondition | null): boolean {
  if (first === null || second === null) return first === null;
  if (first.kind === second.kind && first.value === second.value) return true;
  return first.kind === 'prefix' && second.kind !== 'regex' && second.value.startsWith(first.value);
}

/** Whether each request that has what is asked has what was taken, too. */
function implies(asked: Asked | undefined, { value: taken, text }: Asked, key: string): boolean {
  if (asked === undefined) return false;
  if (asked.text === text) return true;
  const { value } = asked;
  if (key.startsWith('withoutHeaders ') || !isObject(value) || !isObject(taken)) return false;
  const { prefix, regex } = taken;
  if (Object.keys(taken).length === 0 || regex === '*' || regex === '.*') return true;
  if (typeof prefix !== 'string') return false;
  return [value['exact'], value['prefix']].some((each) => typeof each === 'string' && each.startsWith(prefix));
}
