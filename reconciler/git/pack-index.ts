import { readFile } from 'node:fs/promises';

import { GitError } from './git-error.ts';

/** Where each object of a pack begins (gitformat-pack, version 2 of `.idx`). */
export interface PackIndex {
  readonly count: number;
  /** Byte offset in the pack; null when the pack does not have the object. */
  offsetOf(oid: string): number | null;
  /** Where the entry that begins at `offset` ends at the latest. */
  endOf(offset: number, packBytes: number): number;
  /** All ids that begin with these hex digits. */
  withPrefix(prefix: string): string[];
}

export async function readPackIndex(path: string): Promise<PackIndex> {
  const bytes = await readFile(path);
  if (bytes.length < 8 + 1024 + 40 || bytes.readUInt32BE(0) !== 0xff744f63 || bytes.readUInt32BE(4) !== 2) {
    throw new GitError('corrupt', 'a pack index is damaged, or not of version 2');
  }
  const count = bytes.readUInt32BE(8 + 255 * 4);
  const names = 8 + 1024;
  const offsets = names + count * 24;
  const large = offsets + count * 4;
  if (bytes.length < large + 40) throw new GitError('corrupt', 'a pack index is cut off');
  const offsetAt = (position: number): number => {
    const offset = bytes.readUInt32BE(offsets + position * 4);
    if (offset < 0x80000000) return offset;
    return Number(bytes.readBigUInt64BE(large + (offset - 0x80000000) * 8));
  };
  const nameAt = (position: number): string => bytes.toString('hex', names + position * 20, names + position * 20 + 20);
  let sorted: Float64Array | null = null;
  const sortedOffsets = (): Float64Array =>
    (sorted ??= Float64Array.from({ length: count }, (_, i) => offsetAt(i)).sort());
  return {
    count,
    offsetOf(oid) {
      const position = lowerBound(count, (at) => nameAt(at) < oid);
      return position < count && nameAt(position) === oid ? offsetAt(position) : null;
    },
    endOf(offset, packBytes) {
      const all = sortedOffsets();
      const position = lowerBound(count, (at) => (all[at] ?? 0) <= offset);
      return position < count ? (all[position] ?? packBytes) : packBytes - 20;
    },
    withPrefix(prefix) {
      const found: string[] = [];
      let position = lowerBound(count, (at) => nameAt(at) < prefix);
      while (position < count && nameAt(position).startsWith(prefix)) {
        found.push(nameAt(position));
        position += 1;
      }
      return found;
    },
  };
}

/** The first position at which `isBelow` is false. */
function lowerBound(count: number, isBelow: (position: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBelow(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
