import { isUtf8 } from 'node:buffer';

/** Characters that change how the text around them is shown: directions, joiners, byte order marks. */
const invisible = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u;
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const control = /[\u0000-\u001f\u007f-\u009f]/u;
// Those that HFS+ leaves out when it compares names, so that `.g\u200cit` opens `.git`.
const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/** Why a name in a tree is not accepted; null when it is. */
export function nameProblem(raw: Buffer): string | null {
  if (raw.length === 0) return 'has an empty name';
  if (raw.length > 255) return 'has a name of more than 255 bytes';
  if (!isUtf8(raw)) return 'has a name that is not UTF-8';
  const name = raw.toString('utf8');
  if (name === '.' || name === '..') return 'would leave its folder';
  if (/[/\\]/.test(name)) return 'has a slash in its name';
  if (control.test(name)) return 'has control characters in its name';
  if (isGitFolder(name)) return "could be taken for git's own folder";
  if (invisible.test(name)) return 'has invisible characters in its name';
  return null;
}

/** A name with everything escaped that would not print as itself. */
export function showName(raw: Buffer): string {
  const text = isUtf8(raw) ? raw.toString('utf8') : raw.toString('latin1');
  const everyUnsafe = new RegExp(`${control.source}|${invisible.source}`, 'gu');
  const shown = text.slice(0, 256).replaceAll(everyUnsafe, escape);
  return isUtf8(raw) ? shown : `${shown} (not UTF-8)`;
}

/** Equal for names that a file system may take for one another: APFS and NTFS fold case, APFS also accents. */
export function namesAlike(name: string): string {
  return name.normalize('NFC').toLowerCase().normalize('NFC');
}

/** `.git` as HFS+ or NTFS may read it: another case, a short name, trailing dots, a stream. */
function isGitFolder(name: string): boolean {
  const plain = name.replaceAll(ignoredByHfs, '').toLowerCase();
  return /^(?:\.git|git~[0-9]+)[. ]*(?::.*)?$/.test(plain);
}

function escape(char: string): string {
  return `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
