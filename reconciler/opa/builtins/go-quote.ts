const shortEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
};

/** Go's `strconv.Quote`: in double quotes (or the given mark), what cannot be printed escaped; all but ASCII too when asked. */
export function goQuote(value: string, mark: '"' | "'" = '"', asciiOnly = false): string {
  let quoted = '';
  for (const character of value) quoted += character === mark ? `\\${mark}` : escaped(character, asciiOnly);
  return mark + quoted + mark;
}

function escaped(character: string, asciiOnly: boolean): string {
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  if (code < 0x7f || (!asciiOnly && isPrintable(character))) return character;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

/** Go prints letters, marks, numbers, punctuation and symbols; of the spaces, U+0020 alone. */
export function isPrintable(character: string): boolean {
  return character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
