/** OPA's annotations: a comment block that is YAML behind its `#`. */

import { parseDocuments } from '../../policies/document.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';

/** What the block right above a line says; null where there is none, or none that can be read. */
export function metadataAbove(lines: readonly string[], index: number): JsonObject | null {
  let from = index;
  while (lines[from - 1]?.startsWith('#') === true && lines[from]?.trim() !== '# METADATA') from -= 1;
  if (lines[from]?.trim() !== '# METADATA') return null;
  const block = lines.slice(from + 1, index).map((line) => line.replace(/^# ?/, ''));
  const value = parseDocuments('METADATA', block.join('\n')).documents[0]?.value ?? null;
  return isObject(value) ? value : null;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
