import { GitError } from './git-error.ts';

/** One packet of git's wire format (gitprotocol-common, "pkt-line"). */
export type Packet =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'flush' }
  | { readonly kind: 'delimiter' }
  | { readonly kind: 'end' };

/** Splits a whole answer into packets; throws GitError `network` where it is cut off or something else altogether. */
export function parsePackets(body: Buffer): Packet[] {
  const packets: Packet[] = [];
  let at = 0;
  while (at < body.length) {
    const digits = body.toString('latin1', at, at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw new GitError('network', "the remote's answer is not git's protocol");
    const length = Number.parseInt(digits, 16);
    if (length === 3 || at + Math.max(length, 4) > body.length) {
      throw new GitError('network', "the remote's answer is cut off");
    }
    if (length >= 4) packets.push({ kind: 'data', bytes: body.subarray(at + 4, at + length) });
    else packets.push({ kind: length === 0 ? 'flush' : length === 1 ? 'delimiter' : 'end' });
    at += Math.max(length, 4);
  }
  return packets;
}

export function formatPacket(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
}

export const flushPacket = Buffer.from('0000');
export const delimiterPacket = Buffer.from('0001');
