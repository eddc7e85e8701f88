/** The signature of a commit, checked over the bytes that are stored: nothing is parsed and written again in between. */

import type { TrustedSigner } from './allowed-signers.ts';
import { fingerprint } from './public-key.ts';
import { checkSignature } from './sshsig.ts';

/**
 * What is to be thought of a commit's signature.
 * `not-asked`: nobody said who may sign. `unsigned`: it has none. `bad`: it has one that counts for nothing.
 */
export type SignatureCheck =
  | { readonly kind: 'not-asked' | 'unsigned' }
  | { readonly kind: 'bad'; readonly reason: string }
  | {
      readonly kind: 'good';
      /** The signer's name in the file of trusted signers. */
      readonly signer: string;
      /** Its key ends, and that of this process later: what matters is to be signed anew while both count. */
      readonly signAnew: boolean;
    };

/** Judges a commit's raw bytes as of `atMs`, wall time: when it was first seen, never when it says it was made. */
export function judgeCommit(raw: Buffer, trusted: readonly TrustedSigner[], atMs: number): SignatureCheck {
  const parts = splitSignature(raw);
  if (parts === 'none') return { kind: 'unsigned' };
  if (typeof parts === 'string') return { kind: 'bad', reason: parts };
  const reading = checkSignature(parts.signature, parts.payload);
  if (!reading.ok) return { kind: 'bad', reason: reading.problem };
  const known = trusted.filter(({ key }) => key.blob.equals(reading.key.blob));
  const good = known.find((signer) => isValidAt(signer, atMs));
  if (good !== undefined) {
    return { kind: 'good', signer: good.name, signAnew: trusted.some((own) => outlives(own, good)) };
  }
  const [ended] = known;
  const who =
    ended === undefined
      ? `an unknown key, ${fingerprint(reading.key.blob)}`
      : `${ended.name}'s key, which is not valid now`;
  return { kind: 'bad', reason: `it is signed by ${who}` };
}

/** Puts a signature of `payload`, a commit's bytes, among its headers, where git puts it. */
export function withSignature(payload: Buffer, armoured: string): Buffer {
  const end = payload.indexOf('\n\n');
  const header = Buffer.from(`\ngpgsig ${armoured.replaceAll('\n', '\n ')}`);
  return Buffer.concat([payload.subarray(0, end), header, payload.subarray(end)]);
}

/** The signature, and the bytes that it is of: all but its header. `none` without one; another string is a problem. */
export function splitSignature(raw: Buffer): { readonly signature: string; readonly payload: Buffer } | string {
  const headersEnd = raw.indexOf('\n\n');
  if (headersEnd < 0 || raw.includes(0)) return 'it is no commit that can be read in one way only';
  let signature: string | null = null;
  let from = 0;
  let to = 0;
  for (let at = 0; at <= headersEnd;) {
    const next = headerEnd(raw, at, headersEnd);
    const text = raw.toString('latin1', at, next);
    if (text.startsWith('gpgsig-')) return 'it has a signature for another hash function';
    if (text.startsWith('gpgsig ')) {
      if (signature !== null) return 'it has two signatures';
      signature = text.slice('gpgsig '.length).replaceAll('\n ', '\n');
      from = at;
      to = next + 1;
    }
    at = next + 1;
  }
  if (signature === null) return 'none';
  return { signature, payload: Buffer.concat([raw.subarray(0, from), raw.subarray(to)]) };
}

/** Where the header that begins at `at` ends, with the lines that go on with a blank. */
function headerEnd(raw: Buffer, at: number, headersEnd: number): number {
  let end = raw.indexOf('\n', at);
  while (end < headersEnd && raw[end + 1] === 0x20) end = raw.indexOf('\n', end + 1);
  return end;
}

/** Only a key that is in the file: of two that are not, each would outlive the other. */
function outlives(own: TrustedSigner, { validBefore }: TrustedSigner): boolean {
  return own.isOwn && own.isListed && validBefore !== null && (own.validBefore ?? Infinity) > validBefore;
}

function isValidAt({ validAfter, validBefore }: TrustedSigner, atMs: number): boolean {
  return (validAfter === null || atMs >= validAfter) && (validBefore === null || atMs < validBefore);
}
