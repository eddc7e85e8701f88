/** P7: traffic in flight never goes to nothing. */

import { isObject } from '../../policies/json.ts';
import { destinationKey, type Mesh, type Service, type Source, type Subset } from '../../policies/mesh.ts';
import { parseDestinationKey, serviceOf } from './digest.ts';
import { targetsOf } from './intent.ts';
import type { Intent, TargetView } from './intent.ts';
import { totalsOf, weightsAt } from './shares.ts';
import type { Entry, LiveState } from './state.ts';

/** A destination that a walk would lose, with its place as a path: whoever has the documents knows the lines. */
export interface Unresolved {
  readonly rule: 'in-flight-destination-removed';
  readonly severity: 'error';
  readonly message: string;
  readonly remedy: string;
  readonly source: Source;
}

/**
 * One error for each destination of a walk that doesn't resolve or has no endpoint in the intent: those with weight
 * now, those that a lowering goes back to, and, unless it was rejected, those that it is going to.
 * `from` is the intent before: a subset that was defined there and is gone counts as unresolved.
 */
export function unresolvedInFlight(
  intent: Intent,
  state: LiveState,
  from: Intent | null = null,
): readonly Unresolved[] {
  const targets = targetsOf(intent.mesh);
  return state.targets.flatMap((entry) => {
    const view = targets.get(entry.target);
    if (view === undefined) return [];
    return neededKeys(entry).flatMap((key) => {
      const trouble = troubleWith(intent.mesh, key, from?.mesh ?? null);
      return trouble === null ? [] : [unresolved(entry, view, key, trouble)];
    });
  });
}

/** What is wrong with where a walk goes, as words; null when each destination of its end resolves and has an endpoint. */
export function troubleWithEnd(intent: Intent, state: LiveState, target: string): string | null {
  const entry = state.targets.find((each) => each.target === target);
  if (entry === undefined) return null;
  for (const [key, share] of totalsOf(entry.to)) {
    const trouble = share === 0 ? null : troubleWith(intent.mesh, key, null);
    if (trouble !== null) return `its destination ${written(entry, key)} ${trouble}`;
  }
  return null;
}

/** What is wrong with a destination, as the end of a sentence; null when it resolves and has an endpoint. */
export function troubleWith(mesh: Mesh, key: string, before: Mesh | null): string | null {
  const { host, port, subset: name } = parseDestinationKey(key);
  const service = serviceOf(mesh, host);
  if (service === undefined) return 'has no service';
  if (!service.ports.some((each) => each.port === port)) return `has no port ${port}`;
  const subset = subsetOf(service, name);
  if (name !== null && subset === null) {
    const wasDefined = before !== null && subsetOf(serviceOf(before, host), name) !== null;
    if (wasDefined || mesh.config.undefinedSubset === 'none') return `has no subset ${name}`;
  }
  const labels = Object.entries(subset?.labels ?? {});
  const reached = service.endpoints.some(
    (endpoint) =>
      endpoint.ports[port] !== undefined && labels.every(([label, value]) => endpoint.labels[label] === value),
  );
  return reached ? null : 'has no endpoint';
}

function subsetOf(service: Service | undefined, name: string | null): Subset | null {
  return service?.subsets.find((each) => each.name === name) ?? null;
}

function neededKeys(entry: Entry): readonly string[] {
  const home = totalsOf(entry.home);
  const needed = [weightsAt(entry, entry.s), home, ...(entry.phase === 'Rejected' ? [] : [totalsOf(entry.to)])];
  const keys = needed.flatMap((weights) => [...weights].filter(([, weight]) => weight > 0).map(([key]) => key));
  return [...new Set(keys)].sort();
}

function unresolved(entry: Entry, view: TargetView, key: string, trouble: string): Unresolved {
  const { source, action } = view.rule;
  const item = action.destinations.findIndex(({ destination }) => destinationKey(destination) === key);
  // Of the path the deepest part that is there counts: a format that lists its destinations elsewhere gets the rule.
  const path = item < 0 ? source.path : [...source.path, 'route', item, 'destination'];
  return {
    rule: 'in-flight-destination-removed',
    severity: 'error',
    message: `${view.target} is on its way, and its destination ${written(entry, key)} ${trouble}`,
    remedy: 'first the weights, then, once promoted, the removal',
    source: { ...source, path },
  };
}

/** A destination as people write it: the host in their words, where the format has it there, and the subset. */
function written(entry: Entry, key: string): string {
  const { host, subset } = parseDestinationKey(key);
  const item = [...entry.to, ...entry.home].find((share) => share.key === key)?.destination ?? null;
  const destination = isObject(item) ? (item['destination'] ?? null) : null;
  const own = isObject(destination) ? destination['host'] : null;
  return `${typeof own === 'string' ? own : host}${subset === null ? '' : ` (subset ${subset})`}`;
}
