/**
 * The blocks that were judged, as text that a live commit can keep: what was played is played again by reading it.
 *
 * A line is a list of whole numbers in base 36 with commas between, 0 left out. A slash begins one for a step. Two chapters
 * are kept; when the later is full the earlier goes, and what the tests had at the end of it stays as the start. So a
 * walk that holds for hours keeps the same few KB.
 */

/** `Start` is what the tests had when the chapter was begun; null where nothing was known. */
export interface Tape<Start> {
  readonly earlier: Chapter<Start> | null;
  readonly later: Chapter<Start>;
  /** The end of the last line, in ms. */
  readonly endMs: number;
}

export interface Chapter<Start> {
  readonly start: Start | null;
  readonly startMs: number;
  /** Two parts: the second grows, and joins the first when it is long, so that neither is copied line by line. */
  readonly text: string;
  readonly tail: string;
}

/** Begins the line of a step. */
export const stepMark = '/';

const chapterLength = 2_048;
const tailLength = 256;

export function openTape<Start>(startMs: number): Tape<Start> {
  return { earlier: null, later: { start: null, startMs, text: '', tail: '' }, endMs: startMs };
}

/** Adds a line; `now` is what the tests have after it. */
export function addLine<Start>(tape: Tape<Start>, line: string, endMs: number, now: Start): Tape<Start> {
  const { later } = tape;
  const tail = `${later.tail}${line} `;
  if (tail.length < tailLength) return { ...tape, later: { ...later, tail }, endMs };
  // Joined, not added: an added string keeps all of its parts until it is read.
  const text = [later.text, tail].join('');
  const grown = { ...later, text, tail: '' };
  if (text.length < chapterLength) return { ...tape, later: grown, endMs };
  return { earlier: grown, later: { start: now, startMs: endMs, text: '', tail: '' }, endMs };
}

/** From the earliest chapter that is kept. */
export function readTape<Start>(tape: Tape<Start>): {
  readonly start: Start | null;
  readonly startMs: number;
  readonly text: string;
} {
  const { earlier, later } = tape;
  const text = [earlier?.text ?? '', later.text, later.tail].join('').trimEnd();
  const { start, startMs } = earlier ?? later;
  return { start, startMs, text };
}

export function printLine(numbers: readonly number[]): string {
  return numbers.map((number) => (number === 0 ? '' : number.toString(36))).join(',');
}

/** Null where it is no line of whole numbers that a double holds. */
export function parseLine(line: string): readonly number[] | null {
  const numbers = line.split(',').map((field) => {
    if (field === '') return 0;
    return /^-?[0-9a-z]{1,11}$/.test(field) ? parseInt(field, 36) : NaN;
  });
  return numbers.every(Number.isSafeInteger) ? numbers : null;
}
