/** Cuts a YAML stream into documents before parsing, so that one bad document does not swallow the next. */

export interface Chunk {
  /** Offset of `text` in the file. */
  readonly start: number;
  readonly text: string;
}

/**
 * The documents of a stream, in order; those without content are left out. A marker counts at column 0 only, where
 * YAML 1.2.2 (section 9.1) allows it in no scalar.
 */
export function splitStream(text: string): readonly Chunk[] {
  const marker = /(?:^|\n)(?:---|\.\.\.)(?=[ \t\r\n]|$)/g;
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  const body = text.slice(first);
  const chunks: Chunk[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const chunk = body.slice(start, end);
    if (hasContent(chunk)) chunks.push({ start: first + start, text: chunk });
  };
  for (const match of body.matchAll(marker)) {
    // The line break before the marker still belongs to the document before it.
    cut(match[0].startsWith('\n') ? match.index + 1 : match.index);
    start = match.index + match[0].length;
  }
  cut(body.length);
  return chunks;
}

/** Something other than blanks and comments. */
function hasContent(text: string): boolean {
  return /(?:^|\n)[ \t\r]*[^ \t\r\n#]/.test(text);
}

/**
 * Nesting that costs a parser seconds, told without parsing: a thousand brackets left open, or a hundred indicators in
 * a row. Brackets in texts count too, so the bound is far above what is taken.
 */
export function isNestedTooDeep(text: string): boolean {
  if (/(?:[-?:][ \t]+){100}/.test(text)) return true;
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open += bracket === '[' || bracket === '{' ? 1 : open > 0 ? -1 : 0;
    if (open > 1000) return true;
  }
  return false;
}
