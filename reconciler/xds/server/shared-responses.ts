import type { Draft } from '../subscription/response.ts';
import { encodeResponse } from './encode.ts';

export interface Encoded {
  readonly nonce: string;
  readonly bytes: Buffer;
}

export interface SharedResponses {
  /** The response's bytes with a nonce that is newer than `lastNonce`; the same for every stream that is owed the same. */
  encode(draft: Draft, lastNonce: string | null): Encoded;
  /** How often something was encoded. */
  readonly encodings: () => number;
}

/**
 * Encodes each response once for all streams. Nonces count upwards over the whole server, so that within a stream each
 * is new although streams share them.
 */
export function createSharedResponses(controlPlane: (commit: string) => string, limitBytes: number): SharedResponses {
  const kept = new Map<string, Encoded>();
  let keptBytes = 0;
  let count = 0;

  function forget(key: string): void {
    keptBytes -= kept.get(key)?.bytes.length ?? 0;
    kept.delete(key);
  }

  return {
    encodings: () => count,
    encode(draft, lastNonce) {
      const key = keyOf(draft);
      const known = kept.get(key);
      if (known && Number(known.nonce) > Number(lastNonce ?? '0')) return known;
      const nonce = String(++count);
      const encoded = { nonce, bytes: encodeResponse(draft, nonce, controlPlane(draft.commit)) };
      forget(key);
      kept.set(key, encoded);
      keptBytes += encoded.bytes.length;
      for (const oldest of kept.keys()) {
        if (keptBytes <= limitBytes || oldest === key) break;
        forget(oldest);
      }
      return encoded;
    },
  };
}

/** All that makes up the bytes, but the nonce. A resource's name and version stand for its body. */
function keyOf(draft: Draft): string {
  const resources = draft.resources.map((known) => `${known.name}\0${known.version}`).join('\n');
  return [draft.variant, draft.typeUrl, draft.commit, draft.version, resources, draft.removed.join('\n')].join('\x01');
}
