/** A list as text that fits into a text round it. */

import { printDocument } from './document.ts';
import type { Json } from './mesh.ts';

/** Starts without its indent, which stands there already, and ends without a line break. */
export function printList(
  items: readonly Json[],
  style: 'block' | 'json' | 'json-lines',
  indent: string,
  eol: string,
): string {
  switch (style) {
    case 'block':
      return items
        .map(blockItem)
        .join('\n')
        .replaceAll('\n', eol + indent);
    case 'json':
      return JSON.stringify(items, null, 1).replaceAll(/\n */g, ' ');
    case 'json-lines':
      return JSON.stringify(items, null, 2).replaceAll('\n', eol + indent);
  }
}

function blockItem(item: Json): string {
  return `- ${printDocument(item).trimEnd().replaceAll('\n', '\n  ')}`;
}
