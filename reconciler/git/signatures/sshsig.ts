/** SSHSIG, the signatures of `ssh-keygen -Y sign`: which key says what of which bytes, and for what purpose. */

import { createHash } from 'node:crypto';

import { type PrivateKey, signatureBlob } from './private-key.ts';
import { isSignedBy, parsePublicKey, type PublicKey } from './public-key.ts';
import { splitStrings, strictBase64, wireString } from './wire.ts';

/** What git signs commits for: a signature that was made for anything else is none. */
const namespace = 'git';
const magic = Buffer.from('SSHSIG');
const version = Buffer.from([0, 0, 0, 1]);
const lineLength = 70;
const begin = '-----BEGIN SSH SIGNATURE-----';
const end = '-----END SSH SIGNATURE-----';

/** The key that a signature is good of; or why it is none. */
export type SignatureReading =
  { readonly ok: true; readonly key: PublicKey } | { readonly ok: false; readonly problem: string };

/** A signature of `payload`, armoured, without a line end at its end. */
export function signBytes(key: PrivateKey, payload: Buffer): string {
  const signature = signatureBlob(key, signedData('sha512', payload));
  const parts = [key.public.blob, namespace, '', 'sha512', signature].map(wireString);
  const text = Buffer.concat([magic, version, ...parts]).toString('base64');
  const lines = text.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [begin, ...lines, end].join('\n');
}

/** Checks an armoured signature against the very bytes that it is of. */
export function checkSignature(armoured: string, payload: Buffer): SignatureReading {
  const bytes = unarmoured(armoured);
  if (bytes === null) return refused('its signature is no SSH signature');
  const [blob, purpose, reserved, hash, signature] = splitStrings(bytes, 5) ?? [];
  if (!blob || !purpose || !reserved || !hash || !signature) return refused('its signature is cut off or goes on');
  const name = hash.toString('latin1');
  const isKnown = name === 'sha512' || name === 'sha256';
  if (!isKnown || reserved.length > 0) return refused('its signature is of an unknown kind');
  if (purpose.toString('latin1') !== namespace) return refused('its signature was made for another purpose than git');
  const key = parsePublicKey(blob);
  if (key === null) return refused('its signature is of a key that is not supported');
  return isSignedBy(key, signedData(name, payload), signature)
    ? { ok: true, key }
    : refused('its signature is of other bytes than these');
}

/** What follows the magic word and the version, in lines as ssh-keygen makes them; null where it is something else. */
function unarmoured(text: string): Buffer | null {
  const [first, ...body] = text.split('\n');
  const last = body.pop();
  const isWrapped = body.every((line, index) => line.length === lineLength || index === body.length - 1);
  const bytes = isWrapped && first === begin && last === end ? strictBase64(body.join('')) : null;
  const start = Buffer.concat([magic, version]);
  return bytes?.subarray(0, start.length).equals(start) === true ? bytes.subarray(start.length) : null;
}

function signedData(hash: 'sha256' | 'sha512', payload: Buffer): Buffer {
  const digest = createHash(hash).update(payload).digest();
  return Buffer.concat([magic, ...[namespace, '', hash, digest].map(wireString)]);
}

function refused(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
