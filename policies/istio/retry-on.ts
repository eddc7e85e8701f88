/** When a request is tried again: Envoy's conditions, and status codes, in one text between commas. */

import { type Decoder, malformed, text } from '../decode.ts';

const conditions = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'envoy-ratelimited',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

export const retryOn: Decoder<readonly string[]> = (value, at) => {
  const read = text(value, at);
  if (read === undefined) return undefined;
  const words = read
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const unknown = words.find((word) => !conditions.has(word) && !/^[1-5]\d\d$/.test(word));
  // Envoy passes over a word that it does not know, and then never tries again.
  if (unknown === undefined) return words;
  return malformed(
    at,
    `${JSON.stringify(unknown)} is no condition for a retry`,
    `Known: ${[...conditions].join(', ')} and status codes.`,
  );
};
