import { printable } from './printable.ts';

/**
 * A code span that holds any text as it is: nothing in it is a mention, a link, a tag or a cell's end. Its fence is
 * longer than any run of backticks in it; a bar is escaped, for tables split at bars before they see code.
 */
export function markdownCode(text: string): string {
  const shown = printable(text).replaceAll('|', '\\|');
  if (shown.trim() === '') return '` `';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Text whose code spans are kept, and in which nothing else is a mark or a tag. */
export function markdownText(text: string): string {
  return text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[\\*_<>[\]#|]/g, (mark) => `\\${mark}`) : part))
    .join('`');
}
