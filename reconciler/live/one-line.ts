/**
 * The text as one line, at most so long: words from outside can add no line to a message and no field to a file.
 * Control and format characters and line separators become a blank; the end of a long text an ellipsis.
 */
export function oneLine(text: string, length: number): string {
  const flat = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return flat.length <= length ? flat : `${flat.slice(0, length - 1).toWellFormed()}…`;
}
