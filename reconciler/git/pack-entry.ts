import { inflateSync } from 'node:zlib';

import { readVarint } from './delta.ts';
import { GitError } from './git-error.ts';
import { inflateExactly, outputOf } from './loose-object.ts';
import type { ObjectType } from './object.ts';

/** The head of one entry in a pack: what it is, and what it inflates to. */
export interface PackEntry {
  readonly content: EntryContent;
  /** Bytes after inflating: of the object, or of the delta. */
  readonly size: number;
  /** Where the deflated bytes begin, from the start of the entry. */
  readonly dataStart: number;
}

export type EntryContent =
  | { readonly kind: 'whole'; readonly type: ObjectType }
  | { readonly kind: 'offset-delta'; readonly distance: number }
  | { readonly kind: 'oid-delta'; readonly base: string };

const types: readonly (ObjectType | null)[] = [null, 'commit', 'tree', 'blob', 'tag'];

/** Reads an entry's head (gitformat-pack, "Pack file entry"). */
export function readEntry(bytes: Buffer): PackEntry {
  const first = bytes[0];
  if (first === undefined) throw new GitError('corrupt', 'a pack is cut off');
  const more = first & 0x80 ? readVarint(bytes, 1) : { value: 0, next: 1 };
  const size = (first & 0x0f) + more.value * 16;
  const code = (first >> 4) & 7;
  if (code === 6) {
    const { distance, next } = readDistance(bytes, more.next);
    return { content: { kind: 'offset-delta', distance }, size, dataStart: next };
  }
  if (code === 7) {
    const base = bytes.toString('hex', more.next, more.next + 20);
    return { content: { kind: 'oid-delta', base }, size, dataStart: more.next + 20 };
  }
  const type = types[code];
  if (!type) throw new GitError('corrupt', 'a pack holds an entry of an unknown type');
  return { content: { kind: 'whole', type }, size, dataStart: more.next };
}

/** The entry's inflated bytes. */
export function inflateEntry(bytes: Buffer, entry: PackEntry, what: string): Buffer {
  return inflateExactly(bytes.subarray(entry.dataStart), entry.size, what);
}

/** Inflates an entry of unknown deflated length, and says how many bytes it took. */
export function inflateAndMeasure(bytes: Buffer, entry: PackEntry): { data: Buffer; taken: number } {
  let result: { buffer: Buffer; engine: { bytesWritten: number } };
  try {
    // `info` makes zlib answer with its engine too; the types don't know of it.
    result = inflateSync(bytes.subarray(entry.dataStart), {
      ...outputOf(entry.size),
      info: true,
    }) as unknown as typeof result;
  } catch (cause) {
    throw new GitError('corrupt', 'a pack holds an entry that does not inflate to what it says', { cause });
  }
  if (result.buffer.length !== entry.size) throw new GitError('corrupt', 'a pack holds an entry that is cut off');
  return { data: result.buffer, taken: result.engine.bytesWritten };
}

function readDistance(bytes: Buffer, start: number): { distance: number; next: number } {
  let distance = 0;
  for (let at = start; at < start + 7; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) break;
    distance = at === start ? byte & 0x7f : (distance + 1) * 128 + (byte & 0x7f);
    if (byte < 0x80) return { distance, next: at + 1 };
  }
  throw new GitError('corrupt', 'a pack holds a delta without base');
}
