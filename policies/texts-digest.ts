/** One name for a set of files. */

import { createHash } from 'node:crypto';
import { compareText } from './finding.ts';

/** SHA-256 over path, NUL, text, NUL of each file, in the order of the paths: neither holds a NUL. */
export function textsDigest(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const path of [...texts.keys()].toSorted(compareText)) hash.update(`${path}\0${texts.get(path) ?? ''}\0`);
  return hash.digest('hex');
}
