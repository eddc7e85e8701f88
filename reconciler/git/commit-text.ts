import { GitError } from './git-error.ts';

/** Who writes Sluice's commits. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface CommitFields {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** ms since the epoch; git keeps whole seconds. */
  readonly at: number;
}

/** The bytes of a commit: a function of its arguments alone, in UTC. */
export function formatCommit(fields: CommitFields, identity: Identity): Buffer {
  if (fields.message.includes('\0')) throw new GitError('hostile', 'a commit message must not hold a NUL character');
  const person = `${plain(identity.name)} <${plain(identity.email)}> ${Math.floor(fields.at / 1000)} +0000`;
  const lines = [
    `tree ${fields.tree}`,
    ...fields.parents.map((parent) => `parent ${parent}`),
    `author ${person}`,
    `committer ${person}`,
    '',
    fields.message.endsWith('\n') ? fields.message : `${fields.message}\n`,
  ];
  return Buffer.from(lines.join('\n'));
}

function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters would break the header line
  return text.replaceAll(/[<>\u0000-\u001f\u007f]/g, '').trim();
}
