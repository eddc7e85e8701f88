import { join, resolve } from 'node:path';
import { openLocalRepository, type LocalRepository } from '../git/local-repository.ts';
import { verifyBranch } from '../verify/branch.ts';
import type { Fault } from '../verify/fault.ts';
import { jsonText, printable } from '../render/printable.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { openNamedRepository, repositoryHelp, repositoryOptions } from './repository.ts';
import { openSignatures, trustHelp, trustOptions } from './signing.ts';
import { distrusted, judgeLine, signingText, type Signing } from './verify-signatures.ts';
import { readLine, verifySource, type Line } from './verify-source.ts';

export const verify: Command = {
  name: 'verify',
  summary: 'decide the whole live branch again',
  help: `usage: sluice verify [--repo URL|DIR] [--from COMMIT] [--trusted-signers FILE] [--json]

Walks the live branch from its adoption to its head and decides each commit again, by the functions that made it and from
what the commit itself carries: its bytes, its parents, its tree, its state, its message, its evidence, its signature.
Names each commit that does not follow, what is wrong with it, and what would be right. Reads Git alone; the repository
here, where none is named. A warning is something that nothing contradicts, and nothing in the branch proves.

What stands in one place only can be proven by signatures alone, and without --trusted-signers it is believed: the reason
that a person gave (but for a freeze), a time that lies between its neighbours', when within a step counts came, what was
done to a walk right before it ended or began anew; and a whole branch that somebody made by the rules. No signature tells
that commits were cut off at the end: hold the head against one that you know.

${repositoryHelp}${trustHelp}  --from COMMIT           takes this live commit as it is, and begins behind it
`,
  options: { ...repositoryOptions, ...trustOptions, from: { type: 'string' } },
  words: [0, 0],
  run: runVerify,
};

async function runVerify(call: Call): Promise<ExitCode> {
  const signers = (await openSignatures(call))?.trusted ?? [];
  const { repository, head } = await openBranch(call);
  try {
    const named = textFlag(call, 'from');
    const from = named === undefined ? null : await repository.resolve(named);
    const line = await readLine(repository, head, from, call.signal);
    if (from !== null && line.links[0]?.oid !== from) throw new UsageError(`${named ?? ''} is not on the live branch`);
    const asked = signers.length > 0;
    const signing = asked ? await judgeLine(repository, line.links, signers, machineClock.now()) : null;
    const faults = await faultsOf(call, repository, { ...line, distrusted: distrusted(line, signing) }, from !== null);
    const all = [...faults, ...(signing?.faults ?? [])];
    call.io.out(isSet(call, 'json') ? jsonReport(line, all, signing) : textReport(line, all, signing));
    return all.some(({ severity }) => severity === 'error') ? 1 : 0;
  } finally {
    await repository.close();
  }
}

/** Progress goes where logs go, and only to somebody who watches. */
async function faultsOf(
  call: Call,
  repository: LocalRepository,
  line: Line & { readonly distrusted: ReadonlySet<string> },
  isNamed: boolean,
): Promise<readonly Fault[]> {
  const total = line.links.length;
  let shownAt = machineClock.monotonic();
  const onCommit = (index: number): void => {
    call.signal.throwIfAborted();
    if (machineClock.monotonic() - shownAt < 1_000) return;
    shownAt = machineClock.monotonic();
    call.io.err(`sluice verify: ${index + 1} of ${total} commits\n`);
  };
  const trustsOldest = isNamed || line.isCutOff;
  const options = { trustsOldest, onCommit, distrusted: line.distrusted };
  const faults: Fault[] = [];
  for await (const fault of verifyBranch(line.links, verifySource(repository), options)) faults.push(fault);
  return faults;
}

async function openBranch(call: Call): Promise<{ repository: LocalRepository; head: string }> {
  const named = textFlag(call, 'repo');
  const cluster = textFlag(call, 'cluster') ?? 'default';
  if (named !== undefined && /^https?:/.test(named)) return fetchBranch(call);
  const repository = await openLocalRepository(resolve(call.io.cwd, named ?? '.'));
  const refs = await repository.listRefs('refs/');
  const tracked = [...refs].find(([ref]) => ref.startsWith('refs/remotes/') && ref.endsWith(`/sluice/live/${cluster}`));
  const head = refs.get(`refs/heads/sluice/live/${cluster}`) ?? tracked?.[1];
  if (head !== undefined) return { repository, head };
  await repository.close();
  throw new UsageError(`there is no branch sluice/live/${cluster} here; git fetch, or name --repo`);
}

/** All of the branch is brought here first. */
async function fetchBranch(call: Call): Promise<{ repository: LocalRepository; head: string }> {
  const { repository: remote, stateDir } = await openNamedRepository(call, 'Sluice', '-verify');
  try {
    const listing = await remote.list(call.signal);
    if (listing.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${listing.reason}`);
    const { live, intent } = listing.heads;
    if (live === null) throw new UsageError('there is no live branch yet; sluice run makes it');
    const fetched = await remote.fetch(listing.heads, call.signal);
    if (fetched.kind === 'unreachable') throw new UsageError(`the remote can't be reached: ${fetched.reason}`);
    const log = await remote.readLog(live, Infinity, call.signal);
    const adopted = log.at(-1)?.oid;
    if (adopted !== undefined && intent !== null) await remote.ancestry(adopted, intent);
    return { repository: await openLocalRepository(join(stateDir, 'clone-verify.git')), head: live };
  } finally {
    await remote.close();
  }
}

const unasked =
  'signatures were not asked for, so who wrote all this, and when, is not proven: --trusted-signers FILE\n';

function jsonReport({ links, isCutOff }: Line, faults: readonly Fault[], signing: Signing | null): string {
  const report = {
    version: 1,
    from: links[0]?.oid ?? null,
    to: links.at(-1)?.oid ?? null,
    commits: links.length,
    complete: !isCutOff,
    signatures:
      signing === null
        ? null
        : {
            from: signing.begins,
            signers: Object.fromEntries(signing.signers),
            unsignedBefore: signing.unsignedBefore,
            unsigned: signing.unsigned,
            bad: signing.bad,
          },
    faults,
  };
  return `${jsonText(report)}\n`;
}

function textReport({ links, isCutOff }: Line, faults: readonly Fault[], signing: Signing | null): string {
  const lines = faults.map(({ commit, rule, severity, message, expected }) => {
    const right = expected === '' ? '' : `\n    right: ${printable(expected)}`;
    return `${severity} ${commit.slice(0, 12)} ${rule}: ${printable(message)}${right}`;
  });
  const [first, last] = [links[0]?.oid.slice(0, 12) ?? '', links.at(-1)?.oid.slice(0, 12) ?? ''];
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const verdict = errors === 0 ? 'each follows from the one before' : `${errors} faults`;
  lines.push(`${links.length} live commits from ${first} to ${last}: ${verdict}`);
  if (isCutOff) lines.push(`what lies before ${first} is not in this clone; ${first} is taken as it is`);
  const signed = signing === null ? unasked : signingText(signing);
  return `${lines.join('\n')}\n${signed}`;
}
