/** Fields that name hosts. */

import { type Decoder, malformed, text } from './decode.ts';

const name = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/;

/** A DNS name or an address, in lower case. */
export const hostName: Decoder<string> = (value, at) => {
  const read = text(value, at)?.toLowerCase();
  if (read === undefined || isHost(read)) return read;
  return malformed(
    at,
    `${JSON.stringify(read)} is no host name`,
    'Write it like checkout, checkout.shop or www.example.com.',
  );
};

/** A host, `*.` and a host, or `*`; a `*` elsewhere would be taken literally by Envoy. */
export const hostPattern: Decoder<string> = (value, at) => {
  const read = text(value, at)?.toLowerCase();
  if (read === undefined || read === '*' || isHost(read.replace(/^\*\./, ''))) return read;
  return malformed(at, `${JSON.stringify(read)} is no host`, 'Write it like www.example.com, *.example.com or *.');
};

function isHost(host: string): boolean {
  return host.length <= 253 && name.test(host);
}
