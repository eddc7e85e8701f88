/** Git, as far as walks know it: main's commits, live commits with two parents, one remote that takes fast-forwards. */

import type { Intent } from '../../reconciler/live/intent.ts';
import type { Lowering } from '../../reconciler/live/join.ts';
import { emptyState } from '../../reconciler/live/state.ts';
import type { Attempt, LiveState } from '../../reconciler/live/state.ts';
import { parseState, printState } from '../../reconciler/live/state-file.ts';
import type { LiveEvent } from '../../reconciler/live/trailers.ts';
import { createReader, oidOf, repositoryFiles } from '../support/mesh-repository.ts';
import type { Reader, RepositoryModel } from '../support/mesh-repository.ts';
import { bakingModel } from './live-author.ts';

export interface MainCommit {
  readonly number: number;
  readonly parent: MainCommit | null;
  readonly model: RepositoryModel;
  readonly intent: Intent;
  /** The formats have an error in it. */
  readonly broken: boolean;
  readonly fast: boolean;
}

export interface LiveCommit {
  readonly number: number;
  readonly parent: LiveCommit | null;
  /** I, the second parent. */
  readonly main: MainCommit;
  /** As it reads back from the state file. */
  readonly state: LiveState;
  /** `adopt` where a person accepts an intent that main's history did not lead to. */
  readonly event: LiveEvent;
  /** The target that the event was for, where it was for one. */
  readonly target: string | null;
  readonly at: number;
}

export interface Writer {
  head: LiveCommit;
  pending: readonly Lowering[];
  /** The file of pending lowerings. */
  disk: string | null;
}

export interface World {
  readonly reader: Reader;
  main: MainCommit;
  readonly models: RepositoryModel[];
  remote: LiveCommit;
  readonly writers: readonly [Writer, Writer];
  now: number;
  /** T → attempt: what proxies say they run that no push was answered for. */
  readonly fleet: Map<string, Attempt>;
  readonly lowerings: Lowering[];
  readonly commits: LiveCommit[];
  /** Rows and crash points that this history has been through. */
  readonly seen: Set<string>;
  events: number;
  /** Called with each live commit, pushed or not. */
  readonly check: (commit: LiveCommit, world: World) => void;
}

const reader = createReader();

/** A world in which the first repository has just been adopted; `check` sees every live commit. */
export function createWorld(check: World['check']): World {
  const main = mainCommit(null, bakingModel, 1, false, false);
  const adopted: LiveCommit = { number: 0, parent: null, main, state: emptyState, event: 'adopt', target: null, at: 0 };
  const writer = (): Writer => ({ head: adopted, pending: [], disk: null });
  return {
    reader,
    main,
    models: [bakingModel],
    remote: adopted,
    writers: [writer(), writer()],
    now: Date.parse('2026-01-31T12:00:00Z'),
    fleet: new Map(),
    lowerings: [],
    commits: [adopted],
    seen: new Set(),
    events: 0,
    check,
  };
}

function mainCommit(
  parent: MainCommit | null,
  model: RepositoryModel,
  number: number,
  fast: boolean,
  broken: boolean,
): MainCommit {
  const files = new Map(repositoryFiles(model));
  if (broken) files.set('broken.yaml', 'kind: [\n');
  const { intent, findings } = reader.intent(oidOf(number), files);
  return { number, parent, model, intent, fast, broken: findings.some(({ severity }) => severity === 'error') };
}

/** A commit on main, on top of `parent`: another one than main's head rewrites history. */
export function commitMain(
  world: World,
  model: RepositoryModel,
  { parent = world.main, fast = false, broken = false }: { parent?: MainCommit; fast?: boolean; broken?: boolean } = {},
): void {
  world.models.push(model);
  world.main = mainCommit(parent, model, world.models.length, fast, broken);
}

/** A live commit on top of `parent`; it holds what its state file says, not what the writer remembers. */
export function commitLive(
  world: World,
  parent: LiveCommit,
  next: Pick<LiveCommit, 'main' | 'state' | 'event'> & { readonly target?: string },
): LiveCommit {
  const parsed = parseState(printState(next.state));
  if (!parsed.ok) throw new Error(`the state file does not read back: ${parsed.findings[0]?.message}`);
  const { main, event, target = null } = next;
  const number = world.commits.length;
  const commit: LiveCommit = { number, parent, main, state: parsed.state, event, target, at: world.now };
  world.commits.push(commit);
  world.check(commit, world);
  return commit;
}

/** True when `a` is `b` or one of its first parents. */
export function isBefore<C extends { readonly parent: C | null; readonly number: number }>(a: C, b: C): boolean {
  let each: C | null = b;
  while (each !== null && each.number > a.number) each = each.parent;
  return each === a;
}

/** Whether a commit of main comes after another in its history. */
export function isLaterIn(world: World): (a: string, b: string) => boolean {
  const commits = new Map<string, MainCommit>();
  for (const { main } of world.commits) {
    for (let each: MainCommit | null = main; each !== null && !commits.has(each.intent.oid); each = each.parent) {
      commits.set(each.intent.oid, each);
    }
  }
  return (a, b) => {
    const [x, y] = [commits.get(a), commits.get(b)];
    return x !== undefined && y !== undefined && x !== y && isBefore(y, x);
  };
}
