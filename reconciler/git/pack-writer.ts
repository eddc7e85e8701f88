import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

import type { GitObject, ObjectType } from './object.ts';

const codes: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };

/** A pack of whole objects (gitformat-pack, version 2). A step is a handful of small ones, so deltas would save nothing. */
export function formatPack(objects: readonly GitObject[]): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK', 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(objects.length, 8);
  const body = Buffer.concat([
    header,
    ...objects.flatMap(({ type, bytes }) => [entryHead(codes[type], bytes.length), deflateSync(bytes)]),
  ]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

function entryHead(code: number, size: number): Buffer {
  const bytes: number[] = [];
  let rest = Math.floor(size / 16);
  bytes.push((code << 4) | (size % 16) | (rest > 0 ? 0x80 : 0));
  while (rest > 0) {
    const next = Math.floor(rest / 128);
    bytes.push((rest % 128) | (next > 0 ? 0x80 : 0));
    rest = next;
  }
  return Buffer.from(bytes);
}
