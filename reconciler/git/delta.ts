import { GitError } from './git-error.ts';

/** A number of pack format: seven bits a byte, least significant first. */
export function readVarint(bytes: Buffer, start: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let at = start; at < bytes.length && at < start + 7; at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw new GitError('corrupt', 'a pack holds a number without end');
}

/** What a delta says it makes, in bytes, without making it. */
export function deltaResultSize(delta: Buffer): number {
  return readVarint(delta, readVarint(delta, 0).next).value;
}

/** Applies a delta (gitformat-pack, "Deltified representation"); refuses any that reads or writes out of bounds. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer {
  const from = readVarint(delta, 0);
  const to = readVarint(delta, from.next);
  if (from.value !== base.length) throw new GitError('corrupt', 'a delta was made for another base');
  const result = Buffer.allocUnsafe(to.value);
  let written = 0;
  let at = to.next;
  while (at < delta.length) {
    const op = delta[at] ?? 0;
    at += 1;
    if (op === 0) throw new GitError('corrupt', 'a delta has an unknown instruction');
    const source = op & 0x80 ? copyArguments(delta, at, op) : { offset: at, size: op, next: at + op };
    const bytes = op & 0x80 ? base : delta;
    if (source.offset + source.size > bytes.length || written + source.size > result.length) {
      throw new GitError('corrupt', 'a delta reaches out of its base');
    }
    bytes.copy(result, written, source.offset, source.offset + source.size);
    written += source.size;
    at = source.next;
  }
  if (written !== result.length) throw new GitError('corrupt', 'a delta is shorter than it says');
  return result;
}

function copyArguments(delta: Buffer, start: number, op: number): { offset: number; size: number; next: number } {
  let at = start;
  const read = (bits: number, first: number): number => {
    let value = 0;
    for (let bit = 0; bit < bits; bit += 1) {
      if (!(op & (1 << (first + bit)))) continue;
      value += (delta[at] ?? 0) * 2 ** (8 * bit);
      at += 1;
    }
    return value;
  };
  const offset = read(4, 0);
  const size = read(3, 4);
  return { offset, size: size === 0 ? 0x10000 : size, next: at };
}
