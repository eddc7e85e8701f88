import { cellWidth } from './width.ts';

/** One column: its heading, and whether its cells stand to the right. */
export interface Column {
  readonly heading: string;
  readonly right?: boolean;
}

/** Lines of cells under their headings, two spaces apart. Cells are printable and not yet painted. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => cellWidth(row[index] ?? ''))));
  return all.map((row) =>
    columns
      .map((column, index) => pad(row[index] ?? '', widths[index] ?? 0, column.right === true))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, toWidth: number, right: boolean): string {
  const space = ' '.repeat(toWidth - cellWidth(cell));
  return right ? space + cell : cell + space;
}
