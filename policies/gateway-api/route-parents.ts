/** What the Gateway API's routes are attached to. */

import { listOf } from '../bounded-list.ts';
import { oneOf } from '../decode.ts';
import { parentRef } from './reference.ts';

export const parentRefs = listOf(parentRef, 0, 32);

/** Attaches a route to gateways that it does not name. */
export const useDefaultGateways = oneOf('All', 'None');
