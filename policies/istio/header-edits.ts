/** Istio's Headers: what is set, added and removed on the way. */

import { type At, below, type Decoder, defined, labels, list, malformed, record, text } from '../decode.ts';
import type { HeaderEdit, HeaderEdits, Labels } from '../mesh.ts';

/** RFC 9110, section 5.6.2, and the pseudo header that Istio takes for a rewrite of the host. */
function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || name === ':authority';
}

const headerName: Decoder<string> = (value, at) => {
  const read = text(value, at);
  return read === undefined || isHeaderName(read) ? read : notAName(read, at);
};

function notAName(name: string, at: At): undefined {
  return malformed(at, `${JSON.stringify(name)} is no name of a header`, 'Use letters, digits and "-".');
}

const headerValues: Decoder<Labels> = (value, at) => {
  const read = labels(value, at);
  if (!read) return undefined;
  const [wrong] = Object.keys(read).filter((name) => !isHeaderName(name));
  return wrong === undefined ? read : notAName(wrong, { ...below(at, wrong), part: 'key' });
};

const fields = record({ set: headerValues, add: headerValues, remove: list(headerName) });

const headerEdit: Decoder<HeaderEdit> = (value, at) => {
  const read = fields(value, at);
  return read && { set: read.set ?? {}, add: read.add ?? {}, remove: read.remove ?? [] };
};

const both = record({ request: headerEdit, response: headerEdit });

export const headerEdits: Decoder<HeaderEdits> = (value, at) => {
  const read = both(value, at);
  return read && defined(read);
};
