import type { CommitFacts } from '../git/history.ts';
import { readLiveText } from '../render/live-commit.ts';
import { logJson, logText, type LogRow } from '../render/log.ts';
import { evidenceShort, readEvidence } from '../render/said-evidence.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { openLiveBranch } from './live-branch.ts';
import { repositoryHelp, repositoryOptions } from './repository.ts';

export const log: Command = {
  name: 'log',
  summary: 'show the live branch as a table',
  help: `usage: sluice log [--repo URL|DIR] [--limit N] [--json]

Shows the live branch, newest first: what was accepted, raised, taken back, promoted, on which intent, and by which
counts. Reads Git alone; the repository here, where none is named. sluice why says more of one commit.

${repositoryHelp}  --limit N        how many commits (20)
`,
  options: { ...repositoryOptions, limit: { type: 'string' } },
  words: [0, 0],
  run: runLog,
};

async function runLog(call: Call): Promise<ExitCode> {
  const limit = Number(textFlag(call, 'limit') ?? '20');
  if (!Number.isInteger(limit) || limit < 1) throw new UsageError('--limit takes a whole number from 1');
  const branch = await openLiveBranch(call, '-log');
  try {
    const rows = (await branch.log(limit)).flatMap(rowOf);
    call.io.out(isSet(call, 'json') ? logJson(rows) : logText(rows, { colour: call.io.colour }));
    return 0;
  } finally {
    await branch.close();
  }
}

/** None for the oldest of all, the intent that was adopted: it is no live commit. */
function rowOf({ oid, committedAt, message }: CommitFacts): readonly LogRow[] {
  const { subject, intent, targets, evidence, reason, by } = readLiveText(message);
  if (intent === null) return [];
  const lines = targets.map(({ target, text }) => {
    const said = readEvidence(evidence.get(target) ?? '');
    const counts = said === null ? '' : evidenceShort(said);
    return counts === '' ? text : `${text} (${counts})`;
  });
  const person = [...(reason === null ? [] : [reason]), ...(by === null ? [] : [`by ${by}`])];
  return [{ oid, at: committedAt, intent, subject, targets: [...lines, ...person] }];
}
