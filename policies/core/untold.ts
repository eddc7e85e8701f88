/** Words that Kubernetes knows, and that mean nothing to a proxy. */

import type { Decoder } from '../decode.ts';

/** A field with such words among those that may stand there; its author is told where one does. */
export function untold<T extends string>(decoder: Decoder<T>, words: readonly T[]): Decoder<T> {
  return (value, at) => {
    const read = decoder(value, at);
    if (read !== undefined && words.includes(read)) {
      const message = `${read} is Kubernetes' own affair: no proxy is told of it`;
      at.report({ rule: 'not-translated', severity: 'info', message, remedy: '', path: at.path });
    }
    return read;
  };
}
