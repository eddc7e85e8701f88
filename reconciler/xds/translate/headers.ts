/** Edits to headers, and the authority that hides among them. */

import { create } from '@bufbuild/protobuf';
import {
  HeaderValueOption_HeaderAppendAction as Append,
  type HeaderValueOption,
  HeaderValueOptionSchema,
} from '#proto/envoy/config/core/v3/base_pb.js';
import type { HeaderEdit, HeaderEdits } from '../../../policies/mesh.ts';
import { sortedEntries } from './environment.ts';

/** The four lists that a route, or one of its weighted clusters, has. */
export interface HeaderLists {
  readonly requestHeadersToAdd: HeaderValueOption[];
  readonly requestHeadersToRemove: string[];
  readonly responseHeadersToAdd: HeaderValueOption[];
  readonly responseHeadersToRemove: string[];
}

/** Later edits come after earlier ones; within one, set comes before add. */
export function headerLists(...edits: readonly (HeaderEdits | undefined)[]): HeaderLists {
  const request = edits.flatMap((edit) => edit?.request ?? []);
  const response = edits.flatMap((edit) => edit?.response ?? []);
  return {
    requestHeadersToAdd: request.flatMap(additions),
    requestHeadersToRemove: request.flatMap(removals),
    responseHeadersToAdd: response.flatMap(additions),
    responseHeadersToRemove: response.flatMap(removals),
  };
}

/** The authority that edits of the request ask for: Envoy refuses it among the headers. Set beats add. */
export function authorityOf(edits: HeaderEdits | undefined): string | null {
  for (const [name, value] of [
    ...sortedEntries(edits?.request?.set ?? {}),
    ...sortedEntries(edits?.request?.add ?? {}),
  ]) {
    if (isAuthority(name)) return value;
  }
  return null;
}

function additions(edit: HeaderEdit): HeaderValueOption[] {
  return [
    ...sortedEntries(edit.set).map(([name, value]) => option(name, value, Append.OVERWRITE_IF_EXISTS_OR_ADD)),
    ...sortedEntries(edit.add).map(([name, value]) => option(name, value, Append.APPEND_IF_EXISTS_OR_ADD)),
  ].filter(({ header }) => header && isEditable(header.key));
}

function removals(edit: HeaderEdit): string[] {
  return edit.remove.filter(isEditable).toSorted();
}

function option(key: string, value: string, appendAction: Append): HeaderValueOption {
  return create(HeaderValueOptionSchema, {
    // Envoy reads `%…%` as a command, and refuses one that it doesn't know.
    header: { key, value: value.replaceAll('%', '%%') },
    appendAction,
    keepEmptyValue: value === '',
  });
}

function isEditable(name: string): boolean {
  return !name.startsWith(':') && !isAuthority(name);
}

function isAuthority(name: string): boolean {
  return name === ':authority' || name.toLowerCase() === 'host';
}
