/** A draft as people would have written it, and where each part of it stands by the YAML library's own account. */

import { Document, isCollection, isMap, LineCounter, parseAllDocuments, visit } from 'yaml';
import type { Range } from '../../policies/finding.ts';
import type { Body, Draft, Place, Random } from './draft.ts';

/** Path → text. */
export type Texts = ReadonlyMap<string, string>;

/** Each file in a style of its own: block or flow, quotes, comments. */
export function printDraft(draft: Draft, random: Random): Texts {
  return new Map([...draft.files].map(([file, bodies]) => [file, printFile(bodies, random)]));
}

function printFile(bodies: readonly Body[], random: Random): string {
  const quotes = random.chance(0.2) ? ('QUOTE_DOUBLE' as const) : ('PLAIN' as const);
  const indentSeq = random.chance(0.5);
  const comment = random.chance(0.3) ? '# looked after by the platform team\n' : '';
  const texts = bodies.map((body) => {
    const document = new Document(body, { aliasDuplicateObjects: false });
    visit(document, {
      Map: (_, map) => {
        if (map.items.length <= 3 && !map.items.some(({ value }) => isCollection(value)) && random.chance(0.3))
          map.flow = true;
      },
    });
    return document.toString({ indentSeq, defaultStringType: quotes, defaultKeyType: 'PLAIN', lineWidth: 0 });
  });
  return comment + texts.join('---\n');
}

/** Where a place stands in its file's text; the whole document where the path leads nowhere. */
export function rangeIn(text: string, { document: index, path, part }: Place): Range {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(parsed)) throw new Error('the file holds no document');
  const document = parsed[index];
  if (document === undefined) throw new Error(`the file has no document ${index}`);
  const node = part === 'key' ? keyAt(document, path) : document.getIn(path, true);
  const [from, to] = rangeOf(node) ?? rangeOf(document.contents) ?? [0, 0];
  const end = from + text.slice(from, to).trimEnd().length;
  const [start, stop] = [lines.linePos(from), lines.linePos(end)];
  return { line: start.line, column: start.col, endLine: stop.line, endColumn: stop.col };
}

function keyAt(document: Document.Parsed, path: Place['path']): unknown {
  const owner = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return isMap(owner) ? owner.items.find(({ key }) => String(key) === String(path.at(-1)))?.key : null;
}

function rangeOf(node: unknown): readonly [number, number] | null {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return null;
  const [from, to]: readonly unknown[] = node.range;
  return typeof from === 'number' && typeof to === 'number' ? [from, to] : null;
}
