/** Text from a repository or a proxy goes to terminals and logs; it must not move the cursor or turn the line round. */

/**
 * Controls (C0, DEL, C1), formatting that can't be seen (bidirectional marks, joiners, tags), line separators, halves of
 * surrogate pairs. Joiners are more often a disguise than a need in names and messages of policies.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** One line of text that only prints: whatever would do more is shown as an escape, `\n` or `\u{202e}`. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, (character) => shortEscapes.get(character) ?? longEscape(character));
}

/** JSON on two spaces, in which unsafe characters are escaped as JSON has it: the values stay what they are. */
export function jsonText(value: unknown): string {
  // JSON.stringify escapes C0 itself; what remains of it here are the line feeds of the layout.
  return JSON.stringify(value, null, 2).replaceAll(unsafe, (character) =>
    character === '\n' ? character : character.split('').map(jsonEscape).join(''),
  );
}

const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The same in one line. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(unsafe, (character) => character.split('').map(jsonEscape).join(''));
}

function longEscape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function jsonEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
