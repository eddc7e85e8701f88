import { Lexer } from 'yaml';

interface Piece {
  readonly text: string;
  readonly isPlain: boolean;
  /** Between how many braces and brackets. */
  readonly depth: number;
  /** Nothing has begun yet on its line, or after a dash or a question mark. */
  readonly isFresh: boolean;
}

/**
 * The same YAML as Go's reader has it, which is older: between braces, a colon that ends a value belongs to the text
 * before it. Null for what that reader does not take.
 */
export function asGoReads(source: string): string | null {
  const pieces = piecesOf(indented(source));
  if (!pieces.every((piece, i) => isTaken(piece) || isAmongNotes(pieces, i))) return null;
  let read = '';
  for (let i = 0; i < pieces.length; i += 1) {
    const colon = colonAfter(pieces, i);
    const end = colon === null ? '' : (pieces[colon + 1]?.text ?? '');
    if (/^[[{]/.test(end)) return null;
    const last = colon !== null && /^[,\]}]/.test(end) ? colon : i;
    const text = pieces
      .slice(i, last + 1)
      .map((piece) => piece.text)
      .join('');
    read += last > i ? `'${text.replaceAll("'", "''")}'` : text;
    i = last;
  }
  return read;
}

/** Where the colon of a key without quotes is, between braces. */
function colonAfter(pieces: readonly Piece[], at: number): number | null {
  const piece = pieces[at];
  if (piece === undefined || !piece.isPlain || piece.depth === 0) return null;
  const next = stepOver(pieces, at, 1);
  return pieces[next]?.text === ':' ? next : null;
}

function isTaken({ text, isPlain, depth, isFresh }: Piece): boolean {
  if (depth > 0) return !isPlain || !/^:|\?/.test(text);
  return isPlain || !isFresh || !/^ *\t/.test(text);
}

/** Between braces no line needs to be indented. */
function indented(source: string): string {
  const prefixes = [...source.matchAll(/^[ ?-]*/gm)].map(([prefix]) => prefix.length);
  const room = ' '.repeat(prefixes.reduce((most, length) => Math.max(most, length), 0) + 1);
  let read = source;
  let mended = 0;
  for (let tries = 0; tries < 100; tries += 1) {
    const start = placeIn(read, (text) => text === '\u0018');
    if (start < mended || start === read.length) return read;
    const padded = read.slice(0, start) + (room + read.slice(start)).replaceAll('\n', `\n${room}`);
    mended = placeIn(padded, (_, at, depth) => at > start && depth === 0);
    read = padded.slice(0, mended) + padded.slice(mended).replaceAll(`\n${room}`, '\n');
  }
  throw new Error('yaml.unmarshal: too many lists and objects are not indented');
}

/** Where the first such token stands, the end where there is none. */
function placeIn(source: string, isIt: (text: string, at: number, depth: number) => boolean): number {
  let at = 0;
  let depth = 0;
  for (const text of new Lexer().lex(source)) {
    if (isIt(text, at, depth)) return at;
    if (/^[[{]$/.test(text)) depth += 1;
    if (/^[\]}]$/.test(text)) depth -= 1;
    if (!controls.has(text) || text === '\uFEFF') at += text.length;
  }
  return source.length;
}

/** Notes on lines of their own are read as one, tabs and all. */
function isAmongNotes(pieces: readonly Piece[], at: number): boolean {
  const before = pieces[stepOver(pieces, at, -1)];
  const after = pieces[stepOver(pieces, at, 1)];
  return before?.isFresh === true && before.text.startsWith('#') && after?.text.startsWith('#') === true;
}

/** The next piece that is no space. */
function stepOver(pieces: readonly Piece[], at: number, step: number): number {
  let next = at + step;
  while (/^[ \t\r\n]+$/.test(pieces[next]?.text ?? '')) next += step;
  return next;
}

const controls: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F', '\uFEFF', '']);

function piecesOf(source: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let depth = 0;
  let isFresh = true;
  let isBlock = false;
  let before = '';
  for (const text of new Lexer().lex(source)) {
    const isScalar = before === '\u001F';
    before = text;
    if (controls.has(text)) continue;
    if (/^[\]}]$/.test(text)) depth -= 1;
    pieces.push({ text, isPlain: isScalar && !isBlock, depth, isFresh });
    if (/^[[{]$/.test(text)) depth += 1;
    const isSpace = /^[ \t]+$/.test(text);
    isFresh = isScalar ? isBlock : /^\r?\n$/.test(text) || (isFresh && (isSpace || /^[-?:]$/.test(text)));
    if (isScalar || !/^(?:[ \t\r\n]+|#.*)$/.test(text)) isBlock = !isScalar && /^[|>]/.test(text);
  }
  return pieces;
}
