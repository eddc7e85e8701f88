/** The file of those who may sign, in the format of `ssh-keygen`'s ALLOWED SIGNERS. What is not understood is refused. */

import { type PublicKey, parsePublicKey } from './public-key.ts';
import { strictBase64 } from './wire.ts';

export interface TrustedSigner {
  /** Who it is, as the file says. */
  readonly name: string;
  readonly key: PublicKey;
  /** ms since the epoch; null: no such end. `validBefore` is the first moment at which the key counts no more. */
  readonly validAfter: number | null;
  readonly validBefore: number | null;
  /** The key that this process signs with; and whether the file has it, for it counts in any case. */
  readonly isOwn: boolean;
  readonly isListed: boolean;
}

export type SignersParse =
  | { readonly ok: true; readonly signers: readonly TrustedSigner[] }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/** Reads the whole file or nothing: one line that is not understood may be one that was to keep somebody out. */
export function parseAllowedSigners(text: string): SignersParse {
  const signers: TrustedSigner[] = [];
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    const line = raw.replace(/\r$/, '').trim();
    if (line === '' || line.startsWith('#')) continue;
    const signer = parseLine(line);
    if (typeof signer === 'string') return { ok: false, line: index + 1, problem: signer };
    if (signer !== null) signers.push(signer);
  }
  return signers.length > 0
    ? { ok: true, signers }
    : { ok: false, line: lines.length, problem: 'it names no key for git' };
}

/** A signer; null for one whose key is for other purposes than git; a string says what is wrong. */
function parseLine(line: string): TrustedSigner | string | null {
  const words = splitWords(line);
  const [name, second, third, fourth] = words ?? [];
  if (name === undefined || second === undefined || third === undefined) {
    return 'expected: PRINCIPALS [OPTIONS] KEYTYPE KEY [COMMENT]';
  }
  const hasOptions = !isKeyType(second);
  const [type, base64] = hasOptions ? [third, fourth] : [second, third];
  const options = hasOptions ? parseOptions(second) : noOptions;
  if (typeof options === 'string') return options;
  const key = parsePublicKey(strictBase64(base64 ?? '') ?? Buffer.alloc(0));
  if (key === null || key.type !== type) {
    return `no key of the kind ${shown(type)} can be read here; supported are Ed25519, ECDSA P-256, and RSA from 2,048 bits`;
  }
  const { validAfter, validBefore, isForGit } = options;
  return isForGit ? { name: unquoted(name), key, validAfter, validBefore, isOwn: false, isListed: true } : null;
}

interface Options {
  readonly validAfter: number | null;
  readonly validBefore: number | null;
  readonly isForGit: boolean;
}

const noOptions: Options = { validAfter: null, validBefore: null, isForGit: true };

function parseOptions(text: string): Options | string {
  let options = noOptions;
  const seen = new Set<string>();
  for (const part of text.match(/(?:[^,"]|"[^"]*")+/g) ?? []) {
    const [, name = '', value = ''] = /^([a-zA-Z-]+)(?:="([^"]*)")?$/.exec(part) ?? [];
    if (seen.has(name)) return `the option ${shown(name)} is given twice`;
    seen.add(name);
    const next = withOption(options, name.toLowerCase(), value, part);
    if (typeof next === 'string') return next;
    options = next;
  }
  const { validAfter, validBefore } = options;
  if ((validAfter ?? -Infinity) >= (validBefore ?? Infinity)) return 'valid-after is not before valid-before';
  return seen.size === 0 ? `the options ${shown(text)} can't be read` : options;
}

function withOption(options: Options, name: string, value: string, part: string): Options | string {
  switch (name) {
    case 'valid-after':
    case 'valid-before': {
      const at = parseTime(value);
      if (at === null) return `${shown(part)}: expected a time such as 20260131 or 20260131120000Z`;
      return name === 'valid-after' ? { ...options, validAfter: at } : { ...options, validBefore: at };
    }
    case 'namespaces': {
      const names = value.split(',');
      if (names.some((each) => each !== '*' && /[*?!]/.test(each))) return `${shown(part)}: patterns are not supported`;
      return { ...options, isForGit: names.includes('git') || names.includes('*') };
    }
    case 'cert-authority':
      return 'cert-authority is not supported: list the key of each signer itself';
    default:
      return `the option ${shown(part)} is not known`;
  }
}

/** `YYYYMMDD[HHMM[SS]]`, in this machine's time zone as ssh has it, or with `Z` in UTC. */
function parseTime(text: string): number | null {
  const match = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const local = new Date(year, month - 1, day, hour, minute, second);
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!isReal) return null;
  return match[7] === 'Z' ? utc.getTime() : local.getTime();
}

/** Words between blanks; blanks inside of quotes belong to their word. Null for a quote that doesn't end. */
function splitWords(line: string): readonly string[] | null {
  const words: readonly string[] = line.match(/(?:[^\s"]|"[^"]*")+|"/g) ?? [];
  return words.includes('"') ? null : words;
}

function isKeyType(word: string): boolean {
  return /^(?:ssh-|ecdsa-|sk-|rsa-)/.test(word);
}

function unquoted(name: string): string {
  return shown(name.replace(/^"(.*)"$/, '$1'));
}

function shown(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
