/** What became of the faults, by kind and tool, to be read. */

import type { Outcome } from './lint-peers.ts';

export interface Tally {
  readonly found: number;
  readonly loud: number;
  readonly placed: number;
}

export function tallyOf(outcomes: readonly Outcome[], tool: string): Tally {
  const seen = outcomes.flatMap((outcome) => outcome.seen.get(tool) ?? []);
  const count = (what: keyof Tally): number => seen.filter((each) => each[what]).length;
  return { found: count('found'), loud: count('loud'), placed: count('placed') };
}

/** Faults that another finds and this tool doesn't, by seed. */
export function missedBy(outcomes: readonly Outcome[], tool: string): readonly string[] {
  return outcomes
    .filter(({ seen }) => seen.get(tool)?.found !== true && [...seen.values()].some(({ found }) => found))
    .map(({ seed, fault }) => `${seed}: ${fault}`);
}

/** An error or warning of each correct repository that has any. */
export function falselyOf(outcomes: readonly Outcome[], tool: string): readonly string[] {
  return outcomes.flatMap(({ seen }) => seen.get(tool)?.falsely.slice(0, 1) ?? []);
}

/** A line for each kind of fault, and sums; each cell is how many are found, and of those how many where they are. */
export function tableOf(outcomes: readonly Outcome[], tools: readonly string[]): readonly string[] {
  const kinds = [...Map.groupBy(outcomes, ({ fault }) => fault)];
  // What istioctl knows nothing of is no fault of its own.
  const known = outcomes.filter(({ group }) => group.endsWith('.istio.io') || group === 'gateway.networking.k8s.io');
  const counts = (count: (tool: string) => number): readonly string[] => tools.map((tool) => String(count(tool)));
  return [
    line('kind of fault', 'planted', tools),
    ...kinds.map(([fault, of]) => rowOf(fault, of, tools)),
    rowOf('all', outcomes, tools),
    rowOf("all in Istio's and the Gateway API's kinds", known, tools),
    line(
      'found as an error or a warning',
      '',
      counts((tool) => tallyOf(outcomes, tool).loud),
    ),
    line(
      'correct repositories with an error or a warning',
      '',
      counts((tool) => falselyOf(outcomes, tool).length),
    ),
  ];
}

function rowOf(name: string, outcomes: readonly Outcome[], tools: readonly string[]): string {
  const cell = ({ found, placed }: Tally): string => `${found} (${placed})`;
  return line(
    name,
    String(outcomes.length),
    tools.map((tool) => cell(tallyOf(outcomes, tool))),
  );
}

function line(name: string, planted: string, cells: readonly string[]): string {
  return [name.padEnd(62), planted.padStart(8), ...cells.map((cell) => cell.padStart(13))].join('');
}
