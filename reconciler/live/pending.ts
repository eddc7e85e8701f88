/** Pending lowerings as text: they outlive a process in a small file of their own. */

import { integer, list, record, required } from '../../policies/decode.ts';
import { printDocument } from '../../policies/document.ts';
import type { Finding } from '../../policies/finding.ts';
import { entry, entryJson } from './entry-text.ts';
import type { Lowering } from './join.ts';
import { parseAs } from './state-file.ts';

const fields = record({ version: required(integer(1, 1)), lowerings: required(list(entry)) });

export type ParsedLowerings =
  | { readonly ok: true; readonly lowerings: readonly Lowering[] }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads what `printLowerings` wrote; `file` is the name that findings give. */
export function parseLowerings(file: string, text: string): ParsedLowerings {
  const parsed = parseAs(text, file, fields);
  if (!parsed.ok) return parsed;
  return { ok: true, lowerings: parsed.value.lowerings.map((each) => ({ ...each, kind: 's' })) };
}

export function printLowerings(lowerings: readonly Lowering[]): string {
  return printDocument({ version: 1, lowerings: lowerings.map(entryJson) });
}
