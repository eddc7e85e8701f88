import { resolve } from 'node:path';
import { openLocalRepository } from '../git/local-repository.ts';
import { readLog } from '../git/log.ts';
import { logJson, logText, type LogRow } from '../render/log.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { openNamedRepository, repositoryHelp, repositoryOptions } from './repository.ts';

export const log: Command = {
  name: 'log',
  summary: 'show the live branch as a table',
  help: `usage: sluice log [--repo URL|DIR] [--limit N] [--json]

Shows the live branch, newest first: what was accepted, raised, taken back, promoted, and on which intent. Reads Git
alone; the repository here, where none is named.

${repositoryHelp}  --limit N        how many commits (20)
`,
  options: { ...repositoryOptions, limit: { type: 'string' } },
  words: [0, 0],
  run: runLog,
};

interface Source {
  readCommit(oid: string): ReturnType<Awaited<ReturnType<typeof openLocalRepository>>['readCommit']>;
}

async function runLog(call: Call): Promise<ExitCode> {
  const limit = Number(textFlag(call, 'limit') ?? '20');
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a whole number from 1');
  const { source, from } = await liveBranch(call);
  const { commits } = await readLog(source, { from, isFirstParentOnly: true, limit });
  // The oldest of all is the intent that was adopted: not a live commit.
  const rows = commits.filter((commit) => /^Sluice-Intent: /m.test(commit.message)).map(rowOf);
  call.io.out(isSet(call, 'json') ? logJson(rows) : logText(rows, { colour: call.io.colour }));
  return 0;
}

async function liveBranch(call: Call): Promise<{ source: Source; from: string }> {
  const named = textFlag(call, 'repo');
  const cluster = textFlag(call, 'cluster') ?? 'default';
  if (named !== undefined && /^https?:/.test(named)) return remoteBranch(call);
  const repository = await openLocalRepository(resolve(call.io.cwd, named ?? '.'));
  const refs = await repository.listRefs('refs/');
  const own = refs.get(`refs/heads/sluice/live/${cluster}`);
  const tracked = [...refs].find(([ref]) => ref.startsWith('refs/remotes/') && ref.endsWith(`/sluice/live/${cluster}`));
  const from = own ?? tracked?.[1];
  if (from === undefined)
    throw new UsageError(`there is no branch sluice/live/${cluster} here; git fetch, or name --repo`);
  return { source: repository, from };
}

async function remoteBranch(call: Call): Promise<{ source: Source; from: string }> {
  const { repository } = await openNamedRepository(call, 'Sluice', '-log');
  const listing = await repository.list(call.signal);
  if (listing.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${listing.reason}`);
  const from = listing.heads.live;
  if (from === null) throw new UsageError('there is no live branch yet; sluice run makes it');
  const fetched = await repository.fetch(listing.heads, call.signal);
  if (fetched.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${fetched.reason}`);
  return { source: repository, from };
}

function rowOf(commit: Awaited<ReturnType<Source['readCommit']>>): LogRow {
  const trailer = (name: string): string[] =>
    [...commit.message.matchAll(new RegExp(`^${name}: (.*)$`, 'gm'))].map((match) => match[1] ?? '');
  return {
    oid: commit.oid,
    at: commit.committedAt,
    intent: trailer('Sluice-Intent')[0] ?? '',
    subject: commit.message.split('\n')[0] ?? '',
    targets: [
      ...trailer('Sluice-Target'),
      ...trailer('Sluice-Reason'),
      ...trailer('Sluice-By').map((by) => `by ${by}`),
    ],
  };
}
