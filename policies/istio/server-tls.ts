/** Istio's ServerTLSSettings: how a gateway, or a sidecar, ends TLS. */

import { type At, below, type Decoder, flag, list, malformed, oneOf, record, text } from '../decode.ts';
import { atMostOne, type Check, checked, hasText, itemsOf } from '../checks.ts';
import type { JsonObject } from '../json.ts';
import { matching } from '../shapes.ts';

const version = oneOf('TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3');

const certificate = record({ serverCertificate: text, privateKey: text, caCertificates: text });

const sha256 = matching(/^[0-9a-fA-F]{2}(?::?[0-9a-fA-F]{2}){31}$/, 'a SHA-256 in hexadecimal digits');

const fields = record({
  httpsRedirect: flag,
  mode: oneOf('PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'),
  serverCertificate: text,
  privateKey: text,
  caCertificates: text,
  caCrl: text,
  credentialName: text,
  credentialNames: list(text, 1),
  caCertCredentialName: text,
  tlsCertificates: list(certificate, 1),
  subjectAltNames: list(text),
  verifyCertificateSpki: list(text),
  verifyCertificateHash: list(sha256),
  minProtocolVersion: version,
  maxProtocolVersion: version,
  cipherSuites: list(text),
  ecdhCurves: list(text),
  insecureSkipVerify: flag,
});

const ends = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];

/** Where the proxy is to find what it proves itself with, if it is not a file and its key. */
const elsewhere = ['credentialName', 'credentialNames', 'tlsCertificates'];

function hasPair(value: JsonObject, mode: string, at: At): void {
  const missing = ['serverCertificate', 'privateKey'].filter((field) => !hasText(value, field));
  if (missing.length === 0) return;
  const remedy = 'Name the Secret in credentialName, or give serverCertificate and privateKey.';
  malformed(at, `TLS of mode ${mode} needs a certificate; ${missing.join(' and ')} is missing`, remedy);
}

const hasCertificate: Check = (value, at) => {
  const mode = ends.find((each) => each === value['mode']);
  if (mode !== undefined)
    for (const { item, at: here } of itemsOf(value, 'tlsCertificates', at)) hasPair(item, mode, here);
  if (mode === undefined || elsewhere.some((field) => hasText(value, field))) return;
  hasPair(value, mode, at);
  if (mode === 'SIMPLE') {
    if (hasText(value, 'caCrl'))
      malformed(below(at, 'caCrl'), 'With the mode SIMPLE no client is looked at', 'Remove it.');
  } else if (!hasText(value, 'caCertificates') && !hasText(value, 'caCertCredentialName'))
    malformed(at, `TLS of mode ${mode} needs to know whom clients are signed by`, 'Give caCertificates.');
};

/** The mesh brings its own certificates. */
const ownOfMesh: Check = (value, at) => {
  if (value['mode'] !== 'ISTIO_MUTUAL') return;
  for (const field of ['serverCertificate', 'privateKey', 'caCertificates', ...elsewhere]) {
    if (hasText(value, field))
      malformed(below(at, field), 'The mode ISTIO_MUTUAL has the certificates of the mesh, and no other', 'Remove it.');
  }
};

export const serverTls: Decoder<unknown> = checked(
  fields,
  atMostOne('credentialName', 'credentialNames', 'tlsCertificates'),
  hasCertificate,
  ownOfMesh,
);

/** Whether these settings leave TLS as it is, and name nothing to end it with. */
export function passesThrough(tls: JsonObject): boolean {
  const { mode = 'PASSTHROUGH' } = tls;
  const files = ['caCertificates', 'privateKey', 'serverCertificate'];
  return (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') && !files.some((field) => hasText(tls, field));
}
