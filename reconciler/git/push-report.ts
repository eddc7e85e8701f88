import { GitError } from './git-error.ts';
import { flushPacket, formatPacket, parsePackets } from './pkt-line.ts';
import { printable } from './ref-listing.ts';

export interface PushedRef {
  readonly ref: string;
  readonly oid: string;
  /** What the remote must have now; null for nothing. */
  readonly expected: string | null;
}

/** `raced`: the reference was not as expected, or locked; look which. */
export type PushReport =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'raced'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

const nothing = '0'.repeat(40);
/** What servers say when the reference is not what the push said, or changed under its lock. */
const race =
  /failed to update ref|failed to lock|cannot lock ref|fetch first|fast-forward|already exists|stale info|incorrect old value|reference (?:has )?changed/i;

/**
 * The request of a push (gitprotocol-pack, "Reference Update Request"). It names the value that the remote must have, and the remote
 * compares under its lock: that is the compare-and-swap. No capability is asked for that any server lacks.
 */
export function formatPush({ ref, oid, expected }: PushedRef, pack: Buffer): Buffer {
  const command = `${expected ?? nothing} ${oid} ${ref}\0 report-status side-band-64k\n`;
  return Buffer.concat([formatPacket(command), flushPacket, pack]);
}

/** Reads the remote's report; throws GitError `network` where it is cut off, since then nobody knows. */
export function parsePushReport(body: Buffer, ref: string): PushReport {
  const report: Buffer[] = [];
  let messages = '';
  for (const packet of parsePackets(body)) {
    if (packet.kind !== 'data') continue;
    const [band] = packet.bytes;
    if (band === 1) report.push(packet.bytes.subarray(1));
    else if (band === 2) messages += packet.bytes.toString('utf8', 1);
    else if (band === 3) {
      throw new GitError('network', `the remote says: ${printable(packet.bytes.toString('utf8', 1))}`);
    }
    // Some servers leave the bands out when they have nothing to say beside the report.
    else report.push(formatPacket(packet.bytes.toString('utf8')));
  }
  const lines = parsePackets(Buffer.concat(report)).flatMap((packet) =>
    packet.kind === 'data' ? [packet.bytes.toString('utf8').trimEnd()] : [],
  );
  const [unpack = ''] = lines;
  if (!unpack.startsWith('unpack ')) throw new GitError('network', "the remote's report on the push is cut off");
  const withMessages = (text: string): string => printable(`${text} ${messages}`);
  if (unpack !== 'unpack ok') {
    return { kind: 'refused', reason: withMessages(`the remote could not ${unpack}`) };
  }
  if (lines.includes(`ok ${ref}`)) return { kind: 'pushed' };
  const answer = lines.find((line) => line.startsWith(`ng ${ref} `))?.slice(`ng ${ref} `.length);
  if (answer === undefined) {
    throw new GitError('network', "the remote's report on the push does not name the reference");
  }
  return { kind: race.test(answer) ? 'raced' : 'refused', reason: withMessages(answer) };
}
