/** What Istio knows of a Wasm module, and of the traffic that goes through it. */

import { type Check, checked, hasText, onlyOnce } from '../checks.ts';
import { below, type Decoder, filledText, list, malformed, oneOf, port, record, required, text } from '../decode.ts';
import { isObject } from '../json.ts';
import { anything, matching } from '../shapes.ts';

/** Without a scheme it is an image. */
const moduleAddress: Decoder<string> = (value, at) => {
  const read = filledText(value, at);
  if (read === undefined) return undefined;
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(read) ?? [];
  if (!/\s/.test(read) && (scheme === undefined || /^(?:https?|file|oci)$/i.test(scheme))) return read;
  return malformed(
    at,
    `${JSON.stringify(read)} is no address of a module`,
    'Use oci://, https://, http:// or file://.',
  );
};

function atMost(length: number): Decoder<string> {
  return (value, at) => {
    const read = filledText(value, at);
    return read === undefined || read.length <= length
      ? read
      : malformed(at, `This is longer than ${length} characters`);
  };
}

/** A value from the host is the host's. */
const ownValue: Check = (value, at) => {
  if (value['valueFrom'] === 'HOST' && hasText(value, 'value'))
    malformed(below(at, 'value'), 'The value comes from the host', 'Remove it, or set valueFrom to INLINE.');
};

const variable = checked(
  record({ name: required(atMost(256)), valueFrom: oneOf('INLINE', 'HOST'), value: text }),
  ownValue,
);

const config: Decoder<unknown> = (value, at) =>
  isObject(value) ? anything(value, at) : malformed(at, 'The settings of a module are an object');

/** The fields of a module, wherever it stands. */
export const moduleFields = {
  url: required(moduleAddress),
  sha256: matching(/^(?:[0-9a-f]{64})?$/, 'a SHA-256 of 64 hexadecimal digits in lower case'),
  imagePullPolicy: oneOf('UNSPECIFIED_POLICY', 'IfNotPresent', 'Always'),
  imagePullSecret: atMost(253),
  verificationKey: text,
  pluginConfig: config,
  pluginName: atMost(256),
  failStrategy: oneOf('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD'),
  vmConfig: checked(record({ env: list(variable) }), onlyOnce('env', 'name')),
  type: oneOf('UNSPECIFIED_PLUGIN_TYPE', 'HTTP', 'NETWORK'),
};

export const trafficSelector = record({
  mode: oneOf('UNDEFINED', 'CLIENT', 'SERVER', 'CLIENT_AND_SERVER'),
  ports: list(record({ number: required(port) })),
});
