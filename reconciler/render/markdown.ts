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
