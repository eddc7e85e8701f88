// Makes the tables of reconciler/simulate/README.md from what simulate.test.ts printed:
// node test/bars/simulate-table.ts < LOG

import { createInterface } from 'node:readline';
import type { Quantiles, Summary } from '../../reconciler/simulate/summary.ts';

const heads = {
  healthy: ['healthy', 'rolled back', 'promoted', 'first step: requests', 'seconds', 'runs'],
  bad: ['bad', 'rolled back', 'promoted', 'requests', 'seconds', 'from the first failure, s', 'runs'],
} as const;
type Table = keyof typeof heads;

const rows: Record<Table, string[][]> = { healthy: [], bad: [] };
for await (const line of createInterface({ input: process.stdin })) {
  const [, table, name, json] = /^(healthy|bad): (.+?): (\{.*\})$/.exec(line) ?? [];
  if (name === undefined || json === undefined || (table !== 'healthy' && table !== 'bad')) continue;
  // What simulate-cell.ts printed.
  rows[table].push(rowOf(table, name, JSON.parse(json) as Summary));
}
for (const table of ['healthy', 'bad'] as const) {
  if (rows[table].length > 0) process.stdout.write(`${tableOf([heads[table], ...rows[table]])}\n`);
}

function rowOf(table: Table, name: string, summary: Summary): string[] {
  const { rolledBack, promoted, firstStep, untilBad, fromFirstFailure, runs } = summary;
  const common = [name, percent(rolledBack), percent(promoted)];
  const times = table === 'healthy' ? firstStep : untilBad;
  const both = [quantiles(times?.requests ?? null), quantiles(times?.seconds ?? null)];
  return table === 'healthy'
    ? [...common, ...both, `${runs}`]
    : [...common, ...both, quantiles(fromFirstFailure), `${runs}`];
}

function percent(share: number): string {
  return share === 0 ? '0' : `${(share * 100).toFixed(2)} %`;
}

/** The median, and the 99th of 100 in brackets. */
function quantiles(of: Quantiles | null): string {
  return of === null ? '–' : `${rounded(of.p50)} (${rounded(of.p99)})`;
}

function rounded(value: number): string {
  return value < 10 && !Number.isInteger(value) ? value.toFixed(2) : value.toFixed(0);
}

function tableOf(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const text = (line: readonly string[]): string =>
    `| ${line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  const [head = [], ...rest] = lines;
  return [text(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`, ...rest.map(text)].join('');
}
