/** The same planted faults through several tools: what each says of them, and of the repository without. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Range, Severity } from '../../policies/finding.ts';
import { correct, type Mutation } from '../corpus/corpus.ts';
import type { Texts } from '../corpus/print.ts';
import { keyOfRange } from './lint-recall.ts';

/** The same files twice: as texts, and in a folder. */
export interface Repository {
  readonly texts: Texts;
  readonly folder: string;
}

export interface Tool {
  readonly name: string;
  /** What it says of each; they stand beside one another. */
  readonly ask: (repositories: readonly Repository[]) => Promise<readonly (readonly Said[])[]>;
}

export interface Said {
  /** What is said, and of what; without lines, which a fault may move. */
  readonly words: string;
  readonly severity: Severity;
  readonly file: string | null;
  /** As exact as the tool is: a range, a line (from 1), or nothing. */
  readonly at: Range | number | null;
}

/** What became of one fault. */
export interface Outcome {
  readonly seed: number;
  readonly fault: string;
  /** API group of the object with the fault; empty where it is Kubernetes' own. */
  readonly group: string;
  /** By the name of the tool. */
  readonly seen: ReadonlyMap<string, Seen>;
}

export interface Seen {
  /** Something is said that is not said of the correct repository. */
  readonly found: boolean;
  /** Some of it as an error or a warning. */
  readonly loud: boolean;
  /** Some of it where the fault is. */
  readonly placed: boolean;
  /** Errors and warnings of the correct repository. */
  readonly falsely: readonly string[];
}

/** A tool is asked about so many at once: some start slowly. */
const atOnce = 20;

/** Each mutation has a seed of its own, so each correct repository is asked about once. */
export async function outcomesOf(
  tools: readonly Tool[],
  mutations: readonly Mutation[],
  folder: string,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let i = 0; i < mutations.length; i += atOnce) {
    outcomes.push(...(await outcomesOfSome(tools, mutations.slice(i, i + atOnce), join(folder, 'repositories'))));
  }
  return outcomes;
}

async function outcomesOfSome(
  tools: readonly Tool[],
  mutations: readonly Mutation[],
  folder: string,
): Promise<readonly Outcome[]> {
  await rm(folder, { recursive: true, force: true });
  const [before, after]: [Repository[], Repository[]] = [[], []];
  for (const { seed, texts } of mutations) {
    before.push(await written(correct(seed), join(folder, `${seed}-correct`)));
    after.push(await written(texts, join(folder, `${seed}`)));
  }
  const seen = mutations.map(() => new Map<string, Seen>());
  for (const { name, ask } of tools) {
    // Two processes at a time, of one tool.
    const [known, said] = await Promise.all([ask(before), ask(after)]);
    for (const [i, mutation] of mutations.entries()) {
      seen[i]?.set(name, seenOf(known[i] ?? [], said[i] ?? [], mutation));
    }
  }
  return mutations.map(({ seed, fault, texts, expected }, i) => {
    const group = groupAt(texts.get(expected.file) ?? '', expected.range.line);
    return { seed, fault: fault.name, group, seen: seen[i] ?? new Map<string, Seen>() };
  });
}

async function written(texts: Texts, folder: string): Promise<Repository> {
  for (const [path, text] of texts) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { texts, folder };
}

function seenOf(before: readonly Said[], after: readonly Said[], { expected }: Mutation): Seen {
  const known = new Set(before.map(({ words }) => words));
  const news = after.filter(({ words }) => !known.has(words));
  return {
    found: news.length > 0,
    loud: news.some(isLoud),
    placed: news.some(({ file, at }) => file === expected.file && isAt(at, expected.range)),
    falsely: before.filter(isLoud).map(({ words }) => words),
  };
}

function isLoud({ severity }: Said): boolean {
  return severity !== 'info';
}

function isAt(at: Said['at'], range: Range): boolean {
  if (at === null || typeof at === 'number') return at === range.line;
  return keyOfRange(at) === keyOfRange(range);
}

/** Of the document that has this line; files of the corpus part documents by `---` alone. */
function groupAt(text: string, line: number): string {
  const lines = text.split('\n');
  const from = lines.lastIndexOf('---', line - 1) + 1;
  const version = lines.slice(from).find((each) => each.startsWith('apiVersion:'));
  if (version === undefined) throw new Error(`no apiVersion before line ${line}`);
  return /([^\s"/]+)\//.exec(version)?.[1] ?? '';
}
