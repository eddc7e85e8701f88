/** Istio's ClientTLSSettings: how a proxy speaks TLS to what it calls. */

import { type Check, checked, hasText } from '../checks.ts';
import { below, type Decoder, flag, list, malformed, oneOf, record, required, text } from '../decode.ts';
import { isObject } from '../json.ts';
import { unenforced } from '../shapes.ts';

const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'];

/** What a proxy proves itself with is in a Secret, or in files. */
const certificates: Check = (value, at) => {
  const { mode } = value;
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  if (hasText(value, 'credentialName')) {
    for (const field of files.filter((each) => hasText(value, each)))
      malformed(below(at, field), `credentialName and ${field} do not go together`, 'Keep one of them.');
    return;
  }
  const missing = ['clientCertificate', 'privateKey'].filter((field) => !hasText(value, field));
  if (mode === 'MUTUAL' && missing.length > 0) {
    const remedy = 'Name the Secret in credentialName, or give clientCertificate and privateKey.';
    malformed(at, `TLS of mode MUTUAL needs a certificate; ${missing.join(' and ')} is missing`, remedy);
  }
};

/** Who does not look at a certificate has no use for what it would be compared with. */
const unverified: Check = (value, at) => {
  const { mode, insecureSkipVerify } = value;
  if (insecureSkipVerify !== true || (mode !== 'SIMPLE' && mode !== 'MUTUAL')) return;
  for (const field of ['caCertificates', 'subjectAltNames'].filter((each) => hasText(value, each)))
    malformed(below(at, field), `insecureSkipVerify and ${field} do not go together`, 'Remove insecureSkipVerify.');
};

const settings = checked(
  record({
    mode: required(oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL')),
    clientCertificate: text,
    privateKey: text,
    caCertificates: text,
    caCrl: text,
    credentialName: text,
    subjectAltNames: list(text),
    sni: text,
    insecureSkipVerify: flag,
  }),
  certificates,
  unverified,
);

const enforced = unenforced(settings);
const modes: ReadonlySet<unknown> = new Set(['SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL']);

/** Plain text is what every proxy sends; anything else is asked for in vain. */
export const clientTls: Decoder<unknown> = (value, at) =>
  (isObject(value) && modes.has(value['mode']) ? enforced : settings)(value, at);
