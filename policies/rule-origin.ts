/** Where the rules of a folder came from, and how two states of such a folder differ. */

import { createHash } from 'node:crypto';
import { compareText } from './finding.ts';

export interface RuleOrigin {
  /** A URL without credentials, or a path as somebody gave it. */
  readonly source: string;
  /** The branch, tag or commit that was asked for. */
  readonly ref: string;
  readonly commit: string;
  /** The folder of the source that has the rules; `.` for all of it. */
  readonly path: string;
  /** That of `files`. */
  readonly digest: string;
  /** Who signed the commit, where that was asked for. */
  readonly signer: string | null;
  /** Path below the folder of this object → SHA-256 of the file. */
  readonly files: RuleFiles;
}

export type RuleFiles = ReadonlyMap<string, string>;

/** What one file became between two states of a folder. */
export interface RuleChange {
  readonly path: string;
  readonly how: 'added' | 'changed' | 'removed';
}

/** A separator elsewhere, and what would move a cursor or not be seen. */
const unsafe = /[\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** `cart.rego`, `lib/names_test.rego`: a path below a folder that leads nowhere else, and that no reader passes over. */
export function isRulePath(path: string): boolean {
  const names = path.split('/');
  return path.endsWith('.rego') && names.every((name) => name !== '' && !name.startsWith('.') && !unsafe.test(name));
}

export function hashOfRule(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 over a line for each file, as `sha256sum` writes them, in the order of their paths. */
export function digestOfRules(files: RuleFiles): string {
  const lines = [...files].toSorted(([a], [b]) => compareText(a, b)).map(([path, hash]) => `${hash}  ${path}\n`);
  return createHash('sha256').update(lines.join('')).digest('hex');
}

export function changedRules(before: RuleFiles, now: RuleFiles): readonly RuleChange[] {
  const paths = [...new Set([...before.keys(), ...now.keys()])].toSorted(compareText);
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), now.get(path)];
    if (was === is) return [];
    return [{ path, how: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed' }];
  });
}
