/** What the remote's live branch has been, commit by commit, as the laws of walks know it. */

import type { Oid } from '../../reconciler/reconcile/ports.ts';
import { statePath } from '../../reconciler/live/state.ts';
import { parseState } from '../../reconciler/live/state-file.ts';
import type { LiveEvent } from '../../reconciler/live/trailers.ts';
import { liveChanges } from '../../reconciler/live/tree.ts';
import { createReader } from '../support/mesh-repository.ts';
import type { World, WorldMain } from '../support/world.ts';
import { law } from './live-law.ts';
import type { LiveCommit, MainCommit } from './live-world.ts';

const reader = createReader();

export interface Book {
  readonly reader: typeof reader;
  /** In the order in which the remote came to have them. */
  readonly commits: LiveCommit[];
  readonly byOid: Map<Oid, LiveCommit>;
  readonly mains: Map<Oid, MainCommit>;
  /** By slot: the lowerings that it served and may not forget. */
  readonly promises: Map<string, ReadonlySet<string>>;
  /** By promise: the world's moment when it was first given. */
  readonly promisedAt: Map<string, number>;
}

/** One try of one target. */
export function promiseOf(target: string, attempt: string): string {
  return `${target} ${attempt}`;
}

export function createBook(): Book {
  return { reader, commits: [], byOid: new Map(), mains: new Map(), promises: new Map(), promisedAt: new Map() };
}

/** Writes down what came in between two heads of the remote; each is P1 and P8 on its own. Oldest first. */
export function writeDown(book: Book, world: World, from: Oid | null, to: Oid): readonly LiveCommit[] {
  const fresh: Oid[] = [];
  let oid: Oid | undefined = to;
  // A branch that was deleted comes back with commits that were written down before.
  while (oid !== undefined && oid !== from && !book.byOid.has(oid)) {
    fresh.push(oid);
    const { parents } = world.store.read(oid);
    oid = parents.length === 2 ? parents[0] : undefined;
  }
  if (from !== null && oid === undefined) throw new Error(`P8 is broken: ${to} does not follow ${from}`);
  return fresh.toReversed().map((oid) => {
    const commit = liveCommit(book, world, oid);
    book.commits.push(commit);
    book.byOid.set(oid, commit);
    return commit;
  });
}

/** The newest commit of a line that the remote has had. */
export function lastPushed(book: Book, world: World, oid: Oid): LiveCommit | null {
  for (let each: Oid | undefined = oid; each !== undefined;) {
    const known = book.byOid.get(each);
    if (known !== undefined) return known;
    const { parents } = world.store.read(each);
    each = parents.length === 2 ? parents[0] : undefined;
  }
  return null;
}

function liveCommit(book: Book, world: World, oid: Oid): LiveCommit {
  const { tree, parents, message, committedAt } = world.store.read(oid);
  const main = world.mains.get(parents.at(-1) ?? '');
  if (main === undefined || parents.length > 2) throw new Error(`P8 is broken: ${oid} has no intent`);
  const parent = parents.length === 2 ? (book.byOid.get(parents[0] ?? '') ?? null) : null;
  const parsed = parseState(world.store.files(tree).files.get(statePath)?.text ?? null);
  if (!parsed.ok) throw new Error(`the state file does not read back: ${parsed.findings[0]?.message}`);
  const { state } = parsed;
  const known = mainCommit(book, main);
  // A walk begins when its intent is judged; its commit may be written a little later.
  const begun = state.targets.find(({ attempt }) => attempt.intent === main.oid && attempt.n === 1);
  const isBegun = parent !== null && begun !== undefined && parent.main !== known;
  const at = isBegun ? begun.since : committedAt;
  const number = book.commits.length;
  const commit: LiveCommit = { number, parent, main: known, state, event: eventOf(message), target: null, at };
  const texts = new Map(main.files);
  for (const [path, text] of liveChanges(known.intent, state)) if (text !== null) texts.set(path, text);
  law('P1', world.store.tree(texts) === tree, commit, 'the tree is not L(I, Ω)');
  law('P8', at <= committedAt, commit, 'a walk began after its commit');
  return commit;
}

export function mainCommit(book: Book, main: WorldMain): MainCommit {
  const known = book.mains.get(main.oid);
  if (known !== undefined) return known;
  const { number, model, broken, fast, files } = main;
  const parent = main.parent === null ? null : mainCommit(book, main.parent);
  const made = { number, parent, model, broken, fast, intent: reader.intent(main.oid, files).intent };
  book.mains.set(main.oid, made);
  return made;
}

const verbs: readonly (readonly [string, LiveEvent])[] = [
  ['Adopt', 'adopt'],
  ['Accept', 'accept'],
  ['Raise', 'raise'],
  ['Lower', 'lower'],
  ['Promote now', 'promote-now'],
  ['Promote', 'promote'],
  ['Hold', 'hold'],
  ['Go on with', 'release'],
  ['Retry', 'retry'],
  ['Abort', 'abort'],
  ['Pause', 'pause'],
  ['Resume', 'resume'],
  ['Skip steps of', 'skip'],
  ['Freeze', 'freeze'],
  ['Unfreeze', 'unfreeze'],
  ['Go back to', 'refuse'],
  ['Restore', 'restore'],
  ['Fit walks to', 'sync'],
];

function eventOf(message: string): LiveEvent {
  const [subject = ''] = message.split('\n');
  const found = verbs.find(([verb]) => subject === verb || subject.startsWith(`${verb} `));
  if (found === undefined) throw new Error(`no event is told as ${subject}`);
  return found[1];
}
