/** Gathers, from Git alone, what is to be told of one live commit. */

import type { Mesh } from '../../policies/mesh.ts';
import { entryOf } from '../live/entries.ts';
import { targetsOf } from '../live/intent.ts';
import { totalsOf, weightsAt } from '../live/shares.ts';
import { emptyState, statePath, type Entry, type LiveState } from '../live/state.ts';
import { parseState } from '../live/state-file.ts';
import type { CommitFacts } from '../git/history.ts';
import { GitError } from '../git/git-error.ts';
import type { ReadIntent } from '../reconcile/intent.ts';
import { asksOfRollout } from '../render/bounds.ts';
import { changedLines } from '../render/changed-lines.ts';
import type { LiveText, TargetText } from '../render/live-commit.ts';
import { reasonOf } from '../render/reasons.ts';
import { adviceOf, shortTarget } from '../render/remedies.ts';
import { readEvidence, type SaidEvidence } from '../render/said-evidence.ts';
import type { DestinationShares, Merged, PathStep, Why, WhyWalk } from '../render/why-facts.ts';
import type { LiveBranch } from './live-branch.ts';

/** A commit of the live branch with what its message says. */
export interface Told {
  readonly commit: CommitFacts;
  readonly text: LiveText;
}

/** More of a diff is the merge itself, and is read there. */
const mostLines = 24;
/** A walk that was held and went on for weeks is told from its latest steps. */
const mostSteps = 40;

interface Telling {
  readonly source: LiveBranch['source'];
  /** As `--repo` was given, for the commands in the advice. */
  readonly repo: string | null;
  readonly readIntent: ReadIntent;
}

/** What is known of `told[0]`; the others are the live commits before it, newest first. */
export async function liveStory(told: readonly Told[], telling: Telling): Promise<Why> {
  const [present, ...earlier] = told;
  if (present === undefined) throw new RangeError('a story of no commit');
  const { commit, text } = present;
  const before = await versionAt(telling.source, earlier[0]?.commit ?? null);
  const after = await versionAt(telling.source, commit);
  const lines = changedLines(before.texts, after.texts);
  const walks: WhyWalk[] = [];
  for (const target of text.targets) {
    walks.push(await walkStory(target, { present, earlier, before: before.state, after: after.state, telling }));
  }
  return {
    commit: commit.oid,
    at: commit.committedAt,
    subject: text.subject,
    intent: await merged(telling.source, text.intent),
    by: text.by,
    note: text.reason,
    walks,
    // At adoption, or after the end of a shallow clone, all of it would be new.
    lines: earlier.length === 0 ? [] : lines.slice(0, mostLines),
    linesLeft: earlier.length === 0 ? 0 : Math.max(0, lines.length - mostLines),
  };
}

interface Scene {
  readonly present: Told;
  readonly earlier: readonly Told[];
  readonly before: LiveState;
  readonly after: LiveState;
  readonly telling: Telling;
}

async function walkStory(step: TargetText, { present, earlier, before, after, telling }: Scene): Promise<WhyWalk> {
  const was = entryNamed(before, step.movedFrom ?? step.target);
  const is = entryNamed(after, step.target);
  const path = pathOf(step.target, [present, ...earlier]);
  const mesh = await meshOf(present.text.intent, telling);
  const attempt = (is ?? was)?.attempt ?? null;
  const asked = attempt?.intent ?? null;
  const { target, fromPpm, toPpm, phase, reason, movedFrom } = step;
  const about = { target, intent: asked ?? present.text.intent, repo: telling.repo };
  const evidence = readEvidence(present.text.evidence.get(target) ?? '');
  return {
    target,
    fromPpm,
    toPpm,
    phase,
    reason,
    movedFrom,
    attempt: attempt?.n ?? null,
    asked: asked === present.text.intent ? null : await merged(telling.source, asked),
    evidence,
    asks: asksOf(target, mesh, evidence),
    heldMs: evidence?.heldMs ?? heldMsOf(path, present.commit.committedAt),
    path,
    destinations: sharesOf(was, is, mesh),
    advice: needsHelp.has(phase) ? reasonOf(reason).remedies.map((remedy) => adviceOf(remedy, about)) : [],
  };
}

const needsHelp: ReadonlySet<string> = new Set(['Rejected', 'Held']);

/** What this try did, oldest first: back to the commit with which it began. */
function pathOf(target: string, told: readonly Told[]): readonly PathStep[] {
  const path: PathStep[] = [];
  let name = target;
  for (const { commit, text } of told) {
    const step = text.targets.find((each) => each.target === name);
    if (step === undefined) continue;
    // What ended an earlier try is no part of this one.
    if (path.length > 0 && step.movedFrom === null && ends.has(step.phase)) break;
    name = step.movedFrom ?? name;
    const { toPpm, phase, reason } = step;
    path.push({ commit: commit.oid, at: commit.committedAt, toPpm, phase, reason });
    if (path.length >= mostSteps) break;
  }
  return path.reverse();
}

const ends: ReadonlySet<string> = new Set(['Promoted', 'Reverted', 'Settled', 'Gone', 'Rejected']);

/** How long the weight before the last step stood: since the commit that brought it. */
function heldMsOf(path: readonly PathStep[], at: number): number | null {
  const before = path.slice(0, -1);
  const last = before.at(-1);
  if (last === undefined) return null;
  const others = before.findLastIndex((step) => step.toPpm !== last.toPpm);
  return Math.max(0, at - (before[others + 1] ?? last).at);
}

/** Nothing where the rule is gone: nobody asks there any more. Without the intent the shares at an end can't be told. */
function sharesOf(was: Entry | undefined, is: Entry | undefined, mesh: Mesh | null): readonly DestinationShares[] {
  const known = was ?? is;
  if (known === undefined) return [];
  const settled = mesh === null ? undefined : targetsOf(mesh).get(known.target)?.shares;
  if (is === undefined && settled === undefined) return [];
  const before = was === undefined ? weightsAt(known, 0) : weightsAt(was, was.s);
  const after = is === undefined ? totalsOf(settled ?? []) : weightsAt(is, is.s);
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.map((destination) => ({
    destination,
    before: before.get(destination) ?? 0,
    after: after.get(destination) ?? 0,
  }));
}

/** A commit's trailers name targets as people do; of two kinds with one name none is meant for sure. */
function entryNamed(state: LiveState, short: string): Entry | undefined {
  const named = state.targets.filter((entry) => shortTarget(entry.target) === short);
  const [only] = named;
  return named.length === 1 && only !== undefined ? entryOf(state, only.target) : undefined;
}

/** What the Rollout of the accepted intent asks of each SLI. */
function asksOf(short: string, mesh: Mesh | null, evidence: SaidEvidence | null): WhyWalk['asks'] {
  if (evidence === null) return {};
  const rollout = mesh?.rollouts.find(({ target }) => target !== null && shortTarget(target) === short);
  return rollout === undefined ? {} : asksOfRollout(rollout);
}

/** Of an accepted intent; null where the clone doesn't hold it, as a shallow one may not. */
async function meshOf(intent: string | null, telling: Telling): Promise<Mesh | null> {
  if (intent === null) return null;
  try {
    return (await telling.readIntent(intent)).intent.mesh;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

interface Version {
  readonly state: LiveState;
  readonly texts: ReadonlyMap<string, string>;
}

async function versionAt(source: LiveBranch['source'], commit: CommitFacts | null): Promise<Version> {
  if (commit === null) return { state: emptyState, texts: new Map() };
  const { files } = await source.readTree(commit.tree);
  const parsed = parseState(files.get(statePath)?.text ?? null);
  const texts = [...files].filter(([path]) => path !== statePath).map(([path, { text }]) => [path, text] as const);
  return { state: parsed.ok ? parsed.state : emptyState, texts: new Map(texts) };
}

/** Null where the clone doesn't hold it, as a shallow one may not. */
async function merged(source: LiveBranch['source'], oid: string | null): Promise<Merged | null> {
  if (oid === null || !/^[0-9a-f]{40}$/.test(oid)) return null;
  try {
    const commit = await source.readCommit(oid);
    const subject = commit.message.split('\n')[0] ?? '';
    return { commit: oid, author: commit.author.name, at: commit.committedAt, subject };
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}
