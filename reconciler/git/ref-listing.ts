import type { HttpAnswer } from './http-client.ts';
import { GitError } from './git-error.ts';
import { isOid } from './object.ts';
import { delimiterPacket, flushPacket, formatPacket, parsePackets } from './pkt-line.ts';

/** Asks for references by prefix (gitprotocol-v2, "ls-refs"), in one request: version 2 keeps no state between requests. */
export function formatLsRefs(prefixes: readonly string[]): Buffer {
  return Buffer.concat([
    formatPacket('command=ls-refs\n'),
    formatPacket('agent=sluice\n'),
    delimiterPacket,
    ...prefixes.map((prefix) => formatPacket(`ref-prefix ${prefix}\n`)),
    flushPacket,
  ]);
}

/** Full name → id; throws GitError `network` or `unsupported`. */
export function parseLsRefs(answer: HttpAnswer): Map<string, string> {
  const refs = new Map<string, string>();
  const packets = parsePackets(answer.body);
  for (const packet of packets) {
    if (packet.kind !== 'data') continue;
    const line = packet.bytes.toString('utf8').trimEnd();
    if (line.startsWith('ERR ')) throw new GitError('network', `the remote says: ${printable(line.slice(4))}`);
    const [oid = '', name = ''] = line.split(' ');
    if (/^[0-9a-f]{64}$/.test(oid)) {
      throw new GitError('unsupported', 'the remote is a sha256 repository; Sluice reads sha1 repositories only');
    }
    // `unborn` stands where a HEAD points to a branch that is not there yet.
    if (oid === 'unborn') continue;
    if (!isOid(oid) || !(name.startsWith('refs/') || name === 'HEAD')) {
      throw new GitError('network', "the remote's list of references is not understood");
    }
    refs.set(name, oid);
  }
  // An answer that is cut off between two packets would pass for a remote without branches.
  if (packets.at(-1)?.kind !== 'flush') throw new GitError('network', "the remote's list of references is cut off");
  return refs;
}

/** What a remote says, as it may be printed. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it removes
  const oneLine = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return oneLine.trim().slice(0, 500);
}
