import { gunzipSync } from 'node:zlib';

const block = 512;

/** Takes `policy.wasm` out of the gzipped tar that `opa build` writes. Throws when there is none. */
export function policyOf(bundle: Uint8Array): Buffer {
  const tar = gunzipSync(bundle);
  for (let at = 0; at + block <= tar.length && tar[at] !== 0;) {
    const name = fieldOf(tar, at, 100);
    const size = Number.parseInt(fieldOf(tar, at + 124, 12), 8);
    const start = at + block;
    if (name === '/policy.wasm') return Buffer.from(tar.subarray(start, start + size));
    at = start + Math.ceil(size / block) * block;
  }
  throw new Error('the bundle that opa built holds no policy.wasm');
}

/** A field of a tar header: text up to the first zero byte. */
function fieldOf(tar: Buffer, start: number, length: number): string {
  const field = tar.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end === -1 ? length : end).trim();
}
