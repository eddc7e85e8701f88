import { isOid } from './object.ts';

/** A commit as its raw bytes say, read in the one way that all of git's parsers agree on. */
export interface ParsedCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ms since the epoch. */
  readonly at: number;
}

export type CommitParse =
  { readonly ok: true; readonly commit: ParsedCommit } | { readonly ok: false; readonly problem: string };

interface Header {
  readonly name: string;
  readonly value: string;
}

/** What may stand after `committer`. `mergetag` may repeat: a merge of two signed tags has two. */
const extraHeaders = new Set(['encoding', 'mergetag', 'gpgsig', 'gpgsig-sha256', 'change-id']);

/**
 * Parses a commit from its raw bytes. Refuses what parsers read differently: repeated, unknown or unordered headers, NUL
 * bytes, anything but `tree parent* author committer` at the start.
 */
export function parseCommit(bytes: Uint8Array): CommitParse {
  if (bytes.includes(0)) return refused('it holds a NUL byte');
  // Headers are ASCII but for names; latin1 keeps every byte apart, and `decode` turns them to text.
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = raw.indexOf('\n\n');
  if (end < 0) return refused('no blank line ends its headers');
  const headers = splitHeaders(raw.toString('latin1', 0, end));
  if (headers === null) return refused('a header is not `name value`');
  const fields = orderedFields(headers);
  if (!fields.ok) return fields;
  const encoding = headers.find((header) => header.name === 'encoding')?.value ?? 'utf-8';
  const author = parsePerson(fields.author, encoding);
  const committer = parsePerson(fields.committer, encoding);
  if (!author) return refused('its `author` is not `Name <email> seconds zone`');
  if (!committer) return refused('its `committer` is not `Name <email> seconds zone`');
  const message = decode(raw.subarray(end + 2), encoding);
  return { ok: true, commit: { tree: fields.tree, parents: fields.parents, author, committer, message } };
}

function splitHeaders(text: string): Header[] | null {
  const headers: Header[] = [];
  for (const line of text.split('\n')) {
    const last = headers.at(-1);
    if (line.startsWith(' ')) {
      if (!last) return null;
      headers[headers.length - 1] = { name: last.name, value: `${last.value}\n${line.slice(1)}` };
      continue;
    }
    const space = line.indexOf(' ');
    if (space <= 0) return null;
    headers.push({ name: line.slice(0, space), value: line.slice(space + 1) });
  }
  return headers;
}

type Fields =
  { ok: true; tree: string; parents: string[]; author: string; committer: string } | { ok: false; problem: string };

function orderedFields(headers: readonly Header[]): Fields {
  const [first, ...rest] = headers;
  if (first?.name !== 'tree' || !isOid(first.value)) return refused('it does not begin with one `tree`');
  const parents = rest
    .slice(
      0,
      countWhile(rest, (header) => header.name === 'parent'),
    )
    .map((header) => header.value);
  if (!parents.every(isOid)) return refused('a `parent` is no commit id');
  if (new Set(parents).size !== parents.length) return refused('it names a parent twice');
  const [author, committer, ...extras] = rest.slice(parents.length);
  if (author?.name !== 'author') return refused('`author` does not follow its parents');
  if (committer?.name !== 'committer') return refused('`committer` does not follow `author`');
  for (const [position, extra] of extras.entries()) {
    if (!extraHeaders.has(extra.name)) {
      return refused(`its header \`${printable(extra.name)}\` is repeated, out of order or unknown`);
    }
    const again = extras.findIndex((other) => other.name === extra.name) !== position;
    if (again && extra.name !== 'mergetag') return refused(`its header \`${extra.name}\` is repeated`);
  }
  // Only these span lines; a folded `author` would be read up to its first line by some, and whole by others.
  const folded = [first, ...rest].find(
    (header) => header.value.includes('\n') && !/^(gpgsig|mergetag)/.test(header.name),
  );
  if (folded) return refused(`its header \`${folded.name}\` goes over several lines`);
  return { ok: true, tree: first.value, parents, author: author.value, committer: committer.value };
}

function parsePerson(value: string, encoding: string): Person | null {
  // The name may be empty; neither part may hold a bracket, so that there is one way to read it.
  const match = /^([^<>\n\r]*?) ?<([^<>\n\r]*)> (0|[1-9][0-9]{0,11}) [+-][0-9]{4}$/.exec(value);
  if (!match) return null;
  const [, name = '', email = '', seconds = ''] = match;
  const text = (part: string): string => decode(Buffer.from(part, 'latin1'), encoding);
  return { name: text(name), email: text(email), at: Number(seconds) * 1000 };
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    // An encoding that nobody knows: the text is for people, and UTF-8 shows the most of it.
    return new TextDecoder().decode(bytes);
  }
}

function countWhile<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const end = list.findIndex((item) => !holds(item));
  return end < 0 ? list.length : end;
}

function printable(name: string): string {
  return name.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 40);
}

function refused(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
