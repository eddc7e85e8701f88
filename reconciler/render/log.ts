import type { TextOptions } from './findings.ts';
import { paintFor } from './paint.ts';
import { jsonText, printable } from './printable.ts';
import { instant, shortOid } from './quantity.ts';
import { tableLines } from './table.ts';

/** One commit of the live branch. */
export interface LogRow {
  readonly oid: string;
  /** ms since the epoch. */
  readonly at: number;
  /** The intent that it serves. */
  readonly intent: string;
  readonly subject: string;
  /** One line a target, as the commit's trailers have it: `shop/checkout#primary 5→25 Progressing`. */
  readonly targets: readonly string[];
}

/** The live branch as a table, in the order given (newest first): one line a commit, further targets below it. */
export function logText(rows: readonly LogRow[], options: TextOptions): string {
  if (rows.length === 0) return 'the live branch has no commits yet\n';
  const paint = paintFor(options.colour);
  const columns = [{ heading: 'LIVE' }, { heading: 'AT' }, { heading: 'INTENT' }, { heading: 'WHAT' }];
  const cells = rows.flatMap((row) => [
    [shortOid(printable(row.oid)), instant(row.at), shortOid(printable(row.intent)), printable(row.subject)],
    ...row.targets.map((target) => ['', '', '', `  ${printable(target)}`]),
  ]);
  const [head = '', ...lines] = tableLines(columns, cells);
  return [paint.dim(head), ...lines].map((line) => `${line}\n`).join('');
}

/** The live branch for programs; times are ISO 8601. */
export function logJson(rows: readonly LogRow[]): string {
  const commits = rows.map((row) => ({ ...row, at: instant(row.at) }));
  return `${jsonText({ version: 1, commits })}\n`;
}
