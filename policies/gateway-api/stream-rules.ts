/** The rules of routes that send whole connections. */

import { distinct, listOf } from '../bounded-list.ts';
import { record } from '../decode.ts';
import { sectionName } from './fields.ts';
import { backendRef } from './reference.ts';

export const streamRules = distinct(
  'name',
  listOf(record({ name: sectionName, backendRefs: listOf(backendRef, 0, 16) }), 1, 16),
);
