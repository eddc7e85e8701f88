/** How many cells of a terminal a printable text takes: two for wide characters, none for marks that combine. */
export function cellWidth(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide.test(character) ? 2 : combining.test(character) ? 0 : 1;
  return cells;
}

/** The first characters of a text that fit into `cells`, with an ellipsis in place of the rest. */
export function fitStart(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let kept = '';
  for (const character of text) {
    if (cellWidth(kept + character) >= cells) break;
    kept += character;
  }
  return `${kept}…`;
}

/** The last characters of a text that fit into `cells`, after an ellipsis in place of the rest. */
export function fitEnd(text: string, cells: number): string {
  if (cellWidth(text) <= cells) return text;
  let kept = '';
  for (const character of Array.from(text).reverse()) {
    if (cellWidth(character + kept) >= cells) break;
    kept = character + kept;
  }
  return `…${kept}`;
}

const wide = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{Emoji_Presentation}\uff01-\uff60]/u;
const combining = /[\p{Mn}\p{Me}]/u;
