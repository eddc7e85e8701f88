/** The Gateway API's headers, to match and to change. */

import { listOf } from '../bounded-list.ts';
import { type Decoder, list, oneOf, record, required, text } from '../decode.ts';
import { matching } from '../shapes.ts';

/** Of a header or a query parameter. */
export const headerName: Decoder<string> = matching(
  /^[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}$/,
  "a header's name",
  'Use letters, digits and "-".',
);

const headerValue: Decoder<string> = matching(/^[^\r\n]{1,4096}$/, "a header's value of up to 4096 characters");

/** A condition on a header or a query parameter. */
export const headerMatch = record({
  type: oneOf('Exact', 'RegularExpression'),
  name: required(headerName),
  value: required(headerValue),
});

const headers = listOf(record({ name: required(headerName), value: required(headerValue) }), 0, 16);

export const headerModifier = record({ set: headers, add: headers, remove: list(text) });
