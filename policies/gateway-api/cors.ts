/** The Gateway API's CORS filter. */

import { listOf } from '../bounded-list.ts';
import { filledText, flag, integer, oneOf, record } from '../decode.ts';
import { matching } from '../shapes.ts';

const origin = matching(
  /^(?:\*|https?:\/\/[^/?#\s]+)$/,
  'an origin',
  'Write it like https://www.example.com, https://*.example.com or *.',
);

export const cors = record({
  allowOrigins: listOf(origin, 0, 64),
  allowCredentials: flag,
  allowMethods: listOf(
    oneOf('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', '*'),
    0,
    9,
  ),
  allowHeaders: listOf(filledText, 0, 64),
  exposeHeaders: listOf(filledText, 0, 64),
  maxAge: integer(1, 2_147_483_647),
});
