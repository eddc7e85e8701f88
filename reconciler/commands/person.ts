/** A person's word, as a commit: short-lived writers of the live branch, by the same code that the reconciler uses. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../policies/finding.ts';
import { oneLine } from '../live/one-line.ts';
import type { LiveState } from '../live/state.ts';
import type { LiveEvent } from '../live/trailers.ts';
import { writeLive } from '../reconcile/commit.ts';
import { readHead, type Head } from '../reconcile/head.ts';
import { createIntentReader, type IntentCommit, type ReadIntent } from '../reconcile/intent.ts';
import type { Clock, GitPort, Oid } from '../reconcile/ports.ts';
import { reportOf } from '../render/formats/report.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type ExitCode } from './command.ts';
import { outputsOf, writeReport } from './report-output.ts';
import { openNamedRepository, repositoryHelp, repositoryOptions } from './repository.ts';
import { signingHelp, signingOptions } from './signing.ts';
import { sleep } from './sleep.ts';

/** What a word makes of the head; a string says why it can't. */
export type Word = (head: Head, tools: WordTools) => Promise<Spoken | Denied | string>;

/** The policies that it would take in have errors: nothing is written. */
export interface Denied {
  readonly denied: IntentCommit;
  readonly findings: readonly Finding[];
}

export interface WordTools {
  readonly read: ReadLive;
  readonly git: GitPort;
  readonly readIntent: ReadIntent;
  readonly clock: Clock;
}

export interface Spoken {
  readonly event: LiveEvent;
  readonly state: LiveState;
  /** Where another intent goes live with it. */
  readonly intent?: IntentCommit;
  /** What to tell whoever said it. */
  readonly told: string;
}

export const personOptions = {
  ...repositoryOptions,
  ...signingOptions,
  by: { type: 'string' },
  reason: { type: 'string' },
} as const;

export const personHelp = `${repositoryHelp}${signingHelp}  --by NAME        who says so, for the commit's trailer (the user on this machine)
  --reason TEXT    why, for the commit's trailer
`;

type ReadLive = typeof readHead;

/** Somebody else may be writing as well: so often is the word said anew on top of a newer head. */
const tries = 8;

/** Says a word; `read` is how the head that it is about is read. */
export async function speak(call: Call, word: Word, read: ReadLive = readHead): Promise<ExitCode> {
  const by = speaker(call);
  const scratch = await mkdtemp(join(tmpdir(), 'sluice-'));
  try {
    const flags = { ...call.flags, dir: textFlag(call, 'dir') ?? scratch };
    const { repository } = await openNamedRepository({ ...call, flags }, by, '-word');
    try {
      return await speakUntilHeard(call, repository, word, by, read);
    } finally {
      await repository.close();
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function speakUntilHeard(call: Call, git: GitPort, word: Word, by: string, read: ReadLive): Promise<ExitCode> {
  const tools = { git, readIntent: createIntentReader(git), clock: machineClock, read };
  for (let tried = 0; tried < tries; tried += 1) {
    const done = await speakOnce(call, tools, word, by);
    if (done !== null) return done;
    await sleep(50 * 2 ** tried, call.signal);
  }
  throw new UsageError('others kept writing the live branch; try again');
}

/** Who says it: as author and in the trailer the same, so that each can be held against the other. */
export function speaker(call: Call): string {
  const by = oneLine((textFlag(call, 'by') ?? userInfo().username).replaceAll(/[<>]/g, ''), 100);
  if (by === '') throw new UsageError('say who says so: --by NAME');
  return by;
}

async function speakOnce(call: Call, tools: WordTools, word: Word, by: string): Promise<ExitCode | null> {
  const head = await remoteHead(call, tools);
  const spoken = await word(head, tools);
  if (typeof spoken === 'string') throw new UsageError(spoken);
  if ('denied' in spoken) return showDenied(call, spoken);
  const reason = wordsOf(call, 'reason');
  const written = await writeLive(
    {
      event: spoken.event,
      parent: head.oid,
      intent: spoken.intent ?? head.intent,
      state: spoken.state,
      before: head.state,
      by,
      ...(reason === null ? {} : { reason }),
    },
    tools,
  );
  const outcome = await tools.git.pushLive(written.oid, head.oid, call.signal);
  switch (outcome.kind) {
    case 'pushed':
      return done(call, spoken, written);
    case 'moved':
      return null;
    case 'unknown':
      return (await isThere(call, tools, written)) ? done(call, spoken, written) : null;
    case 'refused':
      throw new UsageError(`the remote refuses the live branch: ${outcome.reason}`);
  }
}

async function showDenied(call: Call, { denied, findings }: Denied): Promise<ExitCode> {
  const texts = new Map([...denied.intent.files, ...denied.rego]);
  const checked = { files: texts.size, documents: denied.loaded.documents.length };
  await writeReport(reportOf({ findings, texts, checked }), outputsOf(call), call);
  if (!isSet(call, 'json')) call.io.out(`${denied.oid.slice(0, 12)} is denied; nothing is written\n`);
  return 1;
}

function done(call: Call, spoken: Spoken, { oid, intent }: Head): ExitCode {
  const asJson = (): string => `${JSON.stringify({ version: 1, commit: oid, intent: intent.oid })}\n`;
  call.io.out(isSet(call, 'json') ? asJson() : `${spoken.told} (${oid.slice(0, 12)})\n`);
  return 0;
}

/** After a lost answer: whether the remote has the word, at its head or behind what came since. */
async function isThere(call: Call, { git }: WordTools, written: Head): Promise<boolean> {
  const live = await fetchLive(call, git);
  return (await git.ancestry(written.oid, live)) === 'yes';
}

async function fetchLive(call: Call, git: GitPort): Promise<Oid> {
  const listing = await git.list(call.signal);
  if (listing.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${listing.reason}`);
  if (listing.heads.live === null) throw new UsageError('there is no live branch yet; sluice run makes it');
  const fetched = await git.fetch(listing.heads, call.signal);
  if (fetched.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${fetched.reason}`);
  return listing.heads.live;
}

async function remoteHead(call: Call, { git, readIntent, read }: WordTools): Promise<Head> {
  const reading = await read(await fetchLive(call, git), git, readIntent);
  if (reading.kind === 'damaged') throw new UsageError(`the live branch is damaged: ${reading.reason}`);
  return reading.head;
}

/** A word about one walk, named by the command's first word. */
export type WalkWord = (head: Head, target: string, tools: WordTools) => Spoken | string;

/** Speaks of the walk that the command names. */
export function speakOfWalk(call: Call, word: WalkWord): Promise<ExitCode> {
  const [named = ''] = call.words;
  return speak(call, (head, tools) => {
    const target = findTarget(head, named);
    return Promise.resolve(target === null ? noSuchWalk(head, named) : word(head, target, tools));
  });
}

/** As people write it: `shop/checkout#primary`. */
export function walkName(target: string): string {
  return target.slice(target.indexOf('/') + 1);
}

/** The words after `--reason` and such, as the state file takes them: one line, bounded; null where there are none. */
export function wordsOf(call: Call, flag: string): string | null {
  const words = oneLine(textFlag(call, flag) ?? '', 300);
  return words === '' ? null : words;
}

/** Finds the walk that a word names: all of T, or as people write it, `shop/checkout#primary`. */
function findTarget(head: Head, named: string): string | null {
  const targets = head.state.targets.map((entry) => entry.target);
  const found = targets.filter((target) => target === named || walkName(target) === named);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** What to say when `findTarget` found none. */
function noSuchWalk(head: Head, named: string): string {
  const walks = head.state.targets.map((entry) => walkName(entry.target));
  return walks.length === 0
    ? `there is no unsettled walk, so none is called ${named}`
    : `no walk is called ${named}; there are: ${walks.join(', ')}`;
}
