/** Offsets to lines and columns. */

import type { Range } from './finding.ts';

/** Counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Makes a function from offsets (UTF-16 units, end exclusive) to a range; the table of lines is made on first use.
 * `from` is where the text begins in its file; without it the text is the whole file.
 */
export function createRanges(text: string, from?: Position): (start: number, end: number) => Range {
  let starts: readonly number[] | null = null;
  const place = (offset: number): Position => {
    starts ??= lineStarts(text, from === undefined && text.startsWith('\uFEFF') ? 1 : 0);
    const { line, column } = position(starts, offset);
    if (from === undefined) return { line, column };
    return { line: from.line + line - 1, column: line === 1 ? from.column + column - 1 : column };
  };
  return (start, end) => {
    const first = place(start);
    const last = place(Math.max(start, end));
    return { line: first.line, column: first.column, endLine: last.line, endColumn: last.column };
  };
}

function lineStarts(text: string, first: number): readonly number[] {
  const starts = [first];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function position(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: Math.max(0, offset - (starts[low] ?? 0)) + 1 };
}
