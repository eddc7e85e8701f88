/** The whole branch, from its oldest commit to its head: one commit after the other is decided again. */

import { emptyState, statePath } from '../live/state.ts';
import { parseState } from '../live/state-file.ts';
import { claimedChanges } from '../live/tree.ts';
import { authorComplaints } from './authorship.ts';
import { adoptionComplaints, stepComplaints } from './explain.ts';
import { type Complaint, complaint, type Fault } from './fault.ts';
import { readSaid } from './said.ts';
import type { AcceptedIntent, Past, Tools, Version } from './version.ts';
import { neverRaised, weightsSince } from './weights-since.ts';

export interface LiveCommit {
  readonly oid: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** ms since the epoch. */
  readonly committedAt: number;
  readonly message: string;
  readonly author: { readonly name: string };
  readonly isSigned: boolean;
  /** Its bytes say no more, and nothing otherwise, than these fields and a signature. */
  readonly isPlain: boolean;
}

/** A commit of the first-parent line; a string says why it can't be read in one way only. */
export type Link = { readonly oid: string; readonly commit: LiveCommit | string };

/** What verification reads, and never writes. */
export interface Source extends Tools {
  readonly readFiles: (tree: string) => Promise<ReadonlyMap<string, { readonly text: string }>>;
  readonly readIntent: (oid: string) => Promise<AcceptedIntent & { readonly tree: string }>;
  /** The id that `tree` would have with these texts put in; null removes. */
  readonly treeOf: (tree: string, changes: ReadonlyMap<string, string | null>) => Promise<string>;
}

export interface BranchOptions {
  /** The oldest link is taken as it is, because nobody asked about it, or what it stands on is not here. */
  readonly trustsOldest: boolean;
  /** Where an earlier walk along the same line came to; absent: before its oldest commit. */
  readonly place?: Place;
  /** Commits whose signatures don't count: to restore what was live before one is right, whatever it says. */
  readonly distrusted?: ReadonlySet<string>;
  /** Called after each commit. */
  readonly onCommit: (index: number, place: Place) => void;
}

/** So many versions are remembered for restorations: as many as are looked at for one. */
const remembered = 12;

/** Walks the line from its oldest commit, which comes first; gives each fault as it is found. */
export async function* verifyBranch(
  line: readonly Link[],
  source: Source,
  options: BranchOptions,
): AsyncGenerator<Fault, void, undefined> {
  let place: Place = options.place ?? { before: null, past: noPast };
  for (const [index, link] of line.entries()) {
    const isTaken = index === 0 && options.trustsOldest;
    const read = await versionOf(link, source);
    const complaints = isTaken ? read.complaints.filter(({ rule }) => rule !== 'parents') : [...read.complaints];
    if (read.version !== null && !isTaken)
      complaints.push(...(await linkComplaints(link, read.version, place, source)));
    for (const each of complaints) yield { commit: link.oid, ...each };
    const isDistrusted = options.distrusted?.has(link.oid) === true;
    place = nextPlace(place, read.version, isDistrusted || complaints.some(({ severity }) => severity === 'error'));
    options.onCommit(index, place);
  }
}

/** What is known behind a commit. */
export interface Place {
  /** The last version that could be read. */
  readonly before: Version | null;
  readonly past: Past;
}

const noPast: Past = {
  good: [],
  beforeAccepted: [],
  weightSince: new Map(),
  neverRaised: new Set(),
  isOnDamage: false,
};

async function linkComplaints(
  { commit }: Link,
  after: Version,
  { before, past }: Place,
  source: Source,
): Promise<readonly Complaint[]> {
  if (typeof commit === 'string') return [];
  const said = readSaid(commit.message);
  if (typeof said === 'string') return [complaint('message', said)];
  const complaints = [...authorComplaints(said, commit.author.name)];
  if (!commit.isPlain) complaints.push(complaint('commit', 'its headers are not such as Sluice writes'));
  if (before === null) {
    if (!past.isOnDamage) return [...complaints, ...adoptionComplaints(after, said, commit.message)];
    return [...complaints, complaint('step', 'nothing before it can be read, so it follows from nothing')];
  }
  return [...complaints, ...(await stepComplaints({ before, after, said, past, tools: source }, commit.message))];
}

interface ReadVersion {
  readonly version: Version | null;
  readonly complaints: readonly Complaint[];
}

/** The version that a commit is, and what is wrong with it by itself: its bytes, its parents, its state file, its tree. */
async function versionOf({ commit }: Link, source: Source): Promise<ReadVersion> {
  if (typeof commit === 'string') return { version: null, complaints: [complaint('commit', commit)] };
  const { oid, tree, parents, committedAt: at, isSigned } = commit;
  const intentOid = parents.at(-1);
  if (intentOid === undefined || parents.length > 2) {
    const message = `it has ${parents.length} parents`;
    return { version: null, complaints: [complaint('parents', message, 'the live commit before, and the intent')] };
  }
  const files = await source.readFiles(tree);
  const parsed = parseState(files.get(statePath)?.text ?? null);
  if (!parsed.ok) {
    const [first] = parsed.findings;
    return { version: null, complaints: [complaint('state', `its state file can't be read: ${first?.message ?? ''}`)] };
  }
  const intent = await source.readIntent(intentOid);
  const version: Version = { oid, at, isSigned, intent, state: parsed.state };
  const changes = claimedChanges(intent.intent, parsed.state);
  if (typeof changes === 'string') {
    return { version: null, complaints: [complaint('state', `its state does not fit its intent: ${changes}`)] };
  }
  const expected = await source.treeOf(intent.tree, changes);
  if (expected === tree) return { version, complaints: [] };
  const message = `its tree is ${tree}, which is not what its intent ${intentOid} and its state make`;
  return { version, complaints: [complaint('tree', message, expected)] };
}

function nextPlace({ before, past }: Place, version: Version | null, isDamaged: boolean): Place {
  if (version === null) return { before, past: { ...past, isOnDamage: true } };
  const state = before?.state ?? emptyState;
  return {
    before: version,
    past: {
      good: isDamaged ? past.good : [version, ...past.good].slice(0, remembered),
      beforeAccepted: before === null ? [] : beforeAccepted(past.beforeAccepted, before, version),
      weightSince: weightsSince(past.weightSince, state, version),
      neverRaised: neverRaised(past.neverRaised, before?.state ?? null, version.state),
      isOnDamage: isDamaged,
    },
  };
}

/** One that went back leaves what is known of the intent that it went back to, for when that goes as well. */
function beforeAccepted(
  known: Past['beforeAccepted'],
  before: Version,
  { intent, state }: Version,
): Past['beforeAccepted'] {
  const [was, is] = [before.intent.intent.oid, intent.intent.oid];
  if (was === is) return known;
  if (state.refused.some((refused) => refused.intent === was)) return known.filter((each) => each.intent !== was);
  return [{ intent: is, before }, ...known.filter((each) => each.intent !== is)].slice(0, remembered);
}
