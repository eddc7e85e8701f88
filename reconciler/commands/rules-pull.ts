/** `sluice rules pull`: brings another repository's rules into this one, as files that a pull request shows. */

import { relative, resolve } from 'node:path';
import { digestOfRules, hashOfRule, type RuleChange, type RuleOrigin } from '../../policies/rule-origin.ts';
import type { LocalRepository } from '../git/local-repository.ts';
import type { TrustedSigner } from '../git/signatures/allowed-signers.ts';
import { judgeCommit } from '../git/signatures/commit-signature.ts';
import { jsonText, printable } from '../render/printable.ts';
import { plural } from '../render/quantity.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type ExitCode } from './command.ts';
import { meshRoot, openRuleFolder, strangersIn, writeRules, type RuleFolder } from './rule-folder.ts';
import { readRules, sourceOf, withCommit, type RuleSource } from './rule-source.ts';
import { readTrustedSigners } from './signing.ts';

interface Pull {
  readonly source: RuleSource;
  readonly ref: string | null;
  /** The folder of the source; `.` for all of it. */
  readonly path: string;
  readonly folder: RuleFolder;
  /** Null: nobody asks who signed. */
  readonly signers: readonly TrustedSigner[] | null;
}

type Pulled =
  | { readonly kind: 'pulled'; readonly origin: RuleOrigin; readonly changes: readonly RuleChange[] }
  /** Nothing was written. */
  | { readonly kind: 'distrusted'; readonly reason: string };

export async function runPull(call: Call): Promise<ExitCode> {
  const pull = await pullOf(call);
  const pulled = await doPull(pull, call);
  if (pulled.kind === 'distrusted') {
    call.io.err(`sluice rules: ${pulled.reason}; nothing is written\n`);
    return 1;
  }
  const { name, path } = pull.folder;
  const told = isSet(call, 'json')
    ? jsonOf(pulled.origin, pulled.changes, name)
    : textOf(pulled.origin, pulled.changes, relative(call.io.cwd, path) || '.');
  call.io.out(told);
  return 0;
}

async function pullOf(call: Call): Promise<Pull> {
  const [, word, more] = call.words;
  if (word === undefined || more !== undefined) throw new UsageError('say from where: sluice rules pull URL|DIR');
  const root = await meshRoot(call.io.cwd);
  const source = sourceOf(word, root, call);
  const to = textFlag(call, 'to');
  const path = to === undefined ? resolve(root, 'rules', nameOf(source)) : resolve(call.io.cwd, to);
  const file = textFlag(call, 'signers');
  if (file !== undefined && isSet(call, 'unsigned'))
    throw new UsageError('--signers and --unsigned do not go together');
  return {
    source,
    ref: textFlag(call, 'ref') ?? null,
    path: folderIn(textFlag(call, 'path') ?? '.'),
    signers: file === undefined ? null : await readTrustedSigners(resolve(call.io.cwd, file), '--signers'),
    folder: await openRuleFolder(root, path, call.signal),
  };
}

/** The last part of where the source is. */
function nameOf({ at, kind }: RuleSource): string {
  const path = kind === 'http' ? new URL(at).pathname : at;
  const name =
    path
      .replace(/\/+$/, '')
      .replace(/\/?\.git$/, '')
      .split('/')
      .at(-1) ?? '';
  if (!/^[A-Za-z0-9_][\w.-]*$/.test(name)) throw new UsageError('say into which folder: --to FOLDER');
  return name;
}

function folderIn(text: string): string {
  const names = text.split('/').filter((name) => name !== '' && name !== '.');
  if (text.startsWith('/') || names.includes('..')) throw new UsageError(`--path ${text}: name a folder of the source`);
  return names.join('/') || '.';
}

async function doPull(pull: Pull, call: Call): Promise<Pulled> {
  const { source, ref, path, folder, signers } = pull;
  const before = folder.origin?.signer ?? null;
  if (before !== null && signers === null && !isSet(call, 'unsigned')) {
    const remedy = 'name who may sign by --signers FILE, or give that up by --unsigned';
    return distrusted(
      `what was pulled into ${printable(folder.name)} before is signed by ${printable(before)}: ${remedy}`,
    );
  }
  return await withCommit(source, ref, call, async (repository, commit) => {
    const signer = signers === null ? null : await signerOf(repository, commit, signers);
    if (signer?.kind === 'distrusted') return distrusted(`${printable(source.name)} at ${commit}: ${signer.reason}`);
    const texts = await readRules(repository, commit, path);
    const files = new Map([...texts].map(([name, text]) => [name, hashOfRule(text)]));
    const [stranger] = strangersIn(folder, files);
    if (stranger !== undefined) {
      const shown = printable(`${folder.name}/${stranger}`);
      throw new UsageError(`${shown} was put there by no pull: move it elsewhere, or choose another folder by --to`);
    }
    const digest = digestOfRules(files);
    const name = signer?.name ?? null;
    const origin = { source: source.name, ref: ref ?? 'HEAD', commit, path, digest, signer: name, files };
    call.signal.throwIfAborted();
    return { kind: 'pulled', origin, changes: await writeRules(folder, texts, origin) };
  });
}

type Signer =
  { readonly kind: 'signed'; readonly name: string } | { readonly kind: 'distrusted'; readonly reason: string };

/** As of now: when the commit says that it was made is easily written. */
async function signerOf(
  repository: LocalRepository,
  commit: string,
  signers: readonly TrustedSigner[],
): Promise<Signer> {
  const check = judgeCommit(await repository.rawCommit(commit), signers, machineClock.now());
  switch (check.kind) {
    case 'good':
      return { kind: 'signed', name: check.signer };
    case 'bad':
      return { kind: 'distrusted', reason: printable(check.reason) };
    case 'unsigned':
    case 'not-asked':
      return { kind: 'distrusted', reason: 'it is not signed' };
  }
}

function distrusted(reason: string): Pulled {
  return { kind: 'distrusted', reason };
}

function jsonOf({ files, ...origin }: RuleOrigin, changes: readonly RuleChange[], to: string): string {
  return `${jsonText({ version: 1, ...origin, to, files: [...files.keys()], changes })}\n`;
}

function textOf({ source, commit, signer, files }: RuleOrigin, changes: readonly RuleChange[], to: string): string {
  const tests = [...files.keys()].filter((path) => path.endsWith('_test.rego')).length;
  const what = [plural(files.size - tests, 'rule'), ...(tests === 0 ? [] : [plural(tests, 'test')])].join(' and ');
  const by = signer === null ? '' : ` (signed by ${signer})`;
  const counts = (['added', 'changed', 'removed'] as const).flatMap((how) => {
    const count = changes.filter((change) => change.how === how).length;
    return count === 0 ? [] : [`${count} ${how}`];
  });
  const line = `${what} of ${source} at ${commit.slice(0, 7)}${by} into ${to}`;
  return `${printable(line)}\n${counts.join(', ') || 'nothing has changed'}\n`;
}
