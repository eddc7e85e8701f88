/** The schema itself is wrong; the message says how. */
export class SchemaError extends Error {}

export function fail(message: string): never {
  throw new SchemaError(message);
}

/** One thing that is wrong with a document. */
export interface Problem {
  readonly type: string;
  /** Where: keys and positions with dots between them. */
  readonly field: string;
  readonly description: string;
}

/** What is wrong, and how near it was: the alternative that was nearest is the one to tell of. */
export interface Result {
  readonly problems: Problem[];
  score: number;
}

export function noProblems(): Result {
  return { problems: [], score: 0 };
}

export function merge(result: Result, other: Result): void {
  result.problems.push(...other.problems);
  result.score += other.score;
}

const root = '(Root)';

/** A place in a document, from its root. */
export type Path = readonly string[];

export function fieldOf(path: Path): string {
  return path.length === 0 ? root : path.join('.');
}

export function report(result: Result, path: Path, type: string, description: string): void {
  result.problems.push({ type, field: fieldOf(path), description });
  result.score -= 2;
}

/** The first of those with the best score. */
export function nearest(results: readonly Result[]): Result {
  return (
    results.reduce<Result | null>((best, each) => (best === null || each.score > best.score ? each : best), null) ??
    noProblems()
  );
}
