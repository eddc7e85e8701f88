/** What comes in by a sidecar: how its TLS ends, and where it goes from there. */

import { type Check, checked, hasText } from '../checks.ts';
import { below, type Decoder, malformed, text } from '../decode.ts';
import { saysUnix, unixAddress } from './ports.ts';
import { serverTls } from './server-tls.ts';

const own: ReadonlySet<string> = new Set(['', '127.0.0.1', '0.0.0.0', '[::1]', '[::]']);

/** `127.0.0.1:8080`, `[::1]:8080`, `:8080` or a socket: the workload itself. */
export const defaultEndpoint: Decoder<string> = (value, at) => {
  const read = text(value, at);
  if (read === undefined || read === '') return read;
  if (saysUnix(read)) return unixAddress(read, at);
  const [, host = '?', port = ''] = /^(.*):(\d{1,5})$/.exec(read) ?? [];
  if (own.has(host) && Number(port) >= 1 && Number(port) <= 65_535) return read;
  return malformed(at, `${JSON.stringify(read)} is not at this workload`, 'Write it like 127.0.0.1:8080.');
};

/** Sidecars have their certificates in files, and redirect nobody. */
const ofSidecar: Check = (value, at) => {
  const { mode } = value;
  if (mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH')
    malformed(below(at, 'mode'), `A sidecar has no TLS of mode ${mode} to end`, 'Set SIMPLE or MUTUAL.');
  if (value['httpsRedirect'] === true)
    malformed(below(at, 'httpsRedirect'), 'A sidecar redirects nobody', 'Remove it.');
  for (const field of ['credentialName', 'subjectAltNames'].filter((each) => hasText(value, each)))
    malformed(below(at, field), `A sidecar knows no ${field}`, 'Remove it.');
};

export const sidecarTls = checked(serverTls, ofSidecar);
