import { createHash } from 'node:crypto';

import { deltaResultSize } from './delta.ts';
import { GitError } from './git-error.ts';
import type { GitLimits } from './limits.ts';
import { inflateAndMeasure, readEntry } from './pack-entry.ts';
import { maxDeltaDepth } from './pack-file.ts';

type ScanLimits = Pick<GitLimits, 'maxPackObjects' | 'maxPackedObjectBytes' | 'maxInflatedBytes'>;

/**
 * Looks through a received pack before anything else reads it: each entry says its size before it is inflated, so a pack that
 * would grow beyond the limits is refused while it is small. Throws GitError `limit`, or `network` where it is damaged: our clone is not.
 */
export function scanPack(pack: Buffer, limits: ScanLimits): void {
  try {
    scan(pack, limits);
  } catch (error) {
    if (!(error instanceof GitError) || error.code === 'limit') throw error;
    throw new GitError('network', error.message, { cause: error });
  }
}

function scan(pack: Buffer, limits: ScanLimits): void {
  if (pack.length < 32 || pack.toString('latin1', 0, 4) !== 'PACK' || pack.readUInt32BE(4) !== 2) {
    throw new GitError('corrupt', 'the remote sent something that is no pack of version 2');
  }
  const end = pack.length - 20;
  const sum = createHash('sha1').update(pack.subarray(0, end)).digest();
  if (!sum.equals(pack.subarray(end))) {
    throw new GitError('corrupt', 'the remote sent a pack that is cut off or damaged');
  }
  const count = pack.readUInt32BE(8);
  if (count > limits.maxPackObjects) throw tooLarge(`${count} objects`, limits.maxPackObjects);
  const depths = new Map<number, number>();
  let inflated = 0;
  let at = 12;
  for (let seen = 0; seen < count; seen += 1) {
    const bytes = pack.subarray(at, end);
    const entry = readEntry(bytes);
    inflated += checkSize(entry.size, limits);
    const { data, taken } = inflateAndMeasure(bytes, entry);
    if (entry.content.kind !== 'whole') inflated += checkSize(deltaResultSize(data), limits);
    if (inflated > limits.maxInflatedBytes) throw tooLarge('bytes once inflated', limits.maxInflatedBytes);
    depths.set(at, entry.content.kind === 'offset-delta' ? deeper(depths.get(at - entry.content.distance)) : 0);
    at += entry.dataStart + taken;
  }
  if (at !== end) throw new GitError('corrupt', 'the remote sent a pack with bytes that belong to no object');
}

function checkSize(size: number, limits: ScanLimits): number {
  if (size > limits.maxPackedObjectBytes) throw tooLarge(`an object of ${size} bytes`, limits.maxPackedObjectBytes);
  return size;
}

function deeper(baseDepth: number | undefined): number {
  if (baseDepth === undefined) throw new GitError('corrupt', 'the remote sent a pack with a delta without base');
  if (baseDepth >= maxDeltaDepth) throw tooLarge('deltas upon deltas', maxDeltaDepth);
  return baseDepth + 1;
}

function tooLarge(what: string, most: number): GitError {
  return new GitError('limit', `the remote sent a pack with ${what}; at most ${most} are read`);
}
