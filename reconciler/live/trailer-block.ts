/**
 * The trailers of a commit message as git takes them (`git interpret-trailers --parse --no-divider`, trailer.c): the last
 * paragraph, where that is a block of trailers and not the subject. What a message says anywhere else is prose.
 */

export interface Trailer {
  readonly name: string;
  readonly value: string;
}

/** In the message's order; a value that goes over several lines is one. None where the last paragraph is no block of them. */
export function trailersOf(message: string): readonly Trailer[] {
  const trailers: Trailer[] = [];
  // The trailer that the next line may go on with.
  let open: Trailer | null = null;
  for (const line of blockOf(message)) {
    const parts = trailerLine.exec(line);
    if (parts !== null) {
      open = { name: parts[1] ?? '', value: trimmed(parts[2] ?? '') };
      trailers.push(open);
    } else if (open !== null && continues.test(line)) {
      open = { name: open.name, value: trimmed(`${open.value} ${trimmed(line)}`) };
      trailers[trailers.length - 1] = open;
    } else open = null;
  }
  return trailers;
}

/** Whether a person asks for what the commit changes at once, by the trailer `Sluice-Fast: true`. */
export function asksForFast(message: string): boolean {
  return trailersOf(message).some(({ name, value }) => name.toLowerCase() === 'sluice-fast' && value === 'true');
}

const trailerLine = /^([A-Za-z0-9-]+)[ \t]*:(.*)$/s;
const continues = /^[ \t\r]/;
const blank = /^[ \t\r]*$/;
/** What git itself writes: beside one of these a quarter of trailers is enough. */
const byGit = /^(?:Signed-off-by: |\(cherry picked from commit )/;

/** The lines of the block; empty where the last paragraph is none. */
function blockOf(message: string): readonly string[] {
  const lines = withoutEnd(message.split('\n'));
  const title = lines.findIndex((line) => blank.test(line));
  if (title < 0) return [];
  const last = lines.findLastIndex((line) => !blank.test(line));
  const before = lines.findLastIndex((line, at) => at < last && blank.test(line));
  if (before < title) return [];
  const block = lines.slice(before + 1, last + 1);
  return isBlock(block) ? block : [];
}

/** All of it trailers; or a quarter of it, where git wrote one of them. */
function isBlock(block: readonly string[]): boolean {
  let [known, others, mayContinue] = [0, 0, 0];
  // From the end, as git reads it: lines that continue belong to what stands above them.
  for (const line of block.toReversed()) {
    if (byGit.test(line) || trailerLine.test(line)) {
      known += 1;
      mayContinue = 0;
    } else if (continues.test(line)) mayContinue += 1;
    else {
      others += mayContinue + (line.startsWith('#') ? 0 : 1);
      mayContinue = 0;
    }
  }
  others += mayContinue;
  return known > 0 && (others === 0 || (block.some((line) => byGit.test(line)) && known * 3 >= others));
}

/** A message may end in comments, and in the list of conflicts that older gits left there: neither is said by anyone. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  let end: number | null = null;
  let inConflicts = false;
  for (const [at, line] of lines.entries()) {
    if (line.startsWith('#') || line === '') end ??= at;
    else if (line === 'Conflicts:') {
      inConflicts = true;
      end ??= at;
    } else if (!(inConflicts && line.startsWith('\t'))) {
      end = null;
      inConflicts = false;
    }
  }
  return end === null ? lines : lines.slice(0, end);
}

function trimmed(text: string): string {
  return text.replace(/^[ \t\r]+|[ \t\r]+$/g, '');
}
