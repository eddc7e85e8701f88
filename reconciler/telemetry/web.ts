/** Any endpoint that answers JSON: a GET for each side, and pointers (RFC 6901) into what comes back. */

import type { Asked, QueriedSli } from '../../policies/evidence.ts';
import { askJson, cut, trouble } from './ask.ts';
import type { Reach, TroubleFound } from './ask.ts';
import { skewOf } from './look.ts';
import type { Look, Question, Tally } from './look.ts';
import { fill, isNamedInVain, valueOf } from './query-variables.ts';
import type { Variables } from './query-variables.ts';

type WebSli = Extract<QueriedSli, { kind: 'web' }>;
type Counts = Extract<Asked, { kind: 'counts' }>;

interface Page {
  readonly kind: 'page';
  readonly body: unknown;
  readonly atMs: number;
  /** When it was made, by the server's clock to the second; by ours where it doesn't say. */
  readonly madeMs: number;
}

/** One look at a web endpoint. Its samples are dated by our clock. */
export async function lookAtWeb(question: Question<WebSli>, reach: Reach, signal: AbortSignal): Promise<Look> {
  const { sli, sides } = question;
  const { query } = sli;
  if (isNamedInVain([sli.path], sides.canary)) return trouble('source-empty', 'the canary has no cluster');
  const canary = await pageAt(question, pathOf(sli, sides.canary), reach, signal);
  if (canary.kind === 'trouble') return canary;
  if (query.kind === 'counts') return lookAtCounts(question, query, canary, reach, signal);
  const value = numberAt(canary.body, pointerOf(query.value, sides.canary));
  if (typeof value !== 'number') return value;
  return { kind: 'value', atMs: canary.atMs, marksMs: [canary.madeMs], ageMs: null, value };
}

async function lookAtCounts(
  question: Question<WebSli>,
  query: Counts,
  canary: Page,
  reach: Reach,
  signal: AbortSignal,
): Promise<Look> {
  const { sli, sides } = question;
  const paths = { canary: pathOf(sli, sides.canary), stable: pathOf(sli, sides.stable) };
  const pointers = { canary: pointersOf(query, sides.canary), stable: pointersOf(query, sides.stable) };
  if (paths.canary === paths.stable && pointers.canary.join('\n') === pointers.stable.join('\n')) {
    return trouble('source-error', 'the path asks the same of canary and stable');
  }
  const tally = tallyOf(canary.body, pointers.canary);
  if ('kind' in tally) return tally;
  const asked = JSON.stringify([paths, pointers]);
  const none = { good: 0, total: 0 };
  const base = { kind: 'counts', asked, ageMs: null, instances: null } as const;
  if (isNamedInVain([sli.path], sides.stable)) {
    return { ...base, atMs: canary.atMs, marksMs: [canary.madeMs], sides: { canary: tally, stable: none } };
  }
  const stable = paths.stable === paths.canary ? canary : await pageAt(question, paths.stable, reach, signal);
  if (stable.kind === 'trouble') return stable;
  const other = tallyOf(stable.body, pointers.stable);
  if ('kind' in other) return other;
  const marksMs = [canary.madeMs, stable.madeMs];
  return { ...base, atMs: stable.atMs, marksMs, sides: { canary: tally, stable: other } };
}

function pointersOf({ good, total }: Counts, variables: Variables): readonly string[] {
  return [pointerOf(good, variables), pointerOf(total, variables)];
}

async function pageAt(
  { config, now }: Question<WebSli>,
  path: string,
  reach: Reach,
  signal: AbortSignal,
): Promise<Page | TroubleFound> {
  const askedMs = now();
  const answer = await askJson(config, path, null, reach, signal);
  if (answer.kind === 'trouble') return answer;
  if (answer.status !== 200) return trouble('source-error', `it answered ${answer.status}`);
  const atMs = now();
  const skew = answer.dateMs === null ? null : skewOf(answer.dateMs, askedMs, atMs);
  if (skew !== null) return trouble('source-clock', skew);
  return { kind: 'page', body: answer.body, atMs, madeMs: answer.dateMs ?? atMs };
}

function pathOf(sli: WebSli, variables: Variables): string {
  return fill(sli.path, (name) => {
    const value = valueOf(variables, name);
    return value === null ? null : encodeURIComponent(value);
  });
}

function pointerOf(pointer: string, variables: Variables): string {
  return fill(pointer, (name) => valueOf(variables, name)?.replaceAll('~', '~0').replaceAll('/', '~1') ?? null);
}

function tallyOf(body: unknown, [goodAt = '', totalAt = '']: readonly string[]): Tally | TroubleFound {
  const [good, total] = [numberAt(body, goodAt), numberAt(body, totalAt)];
  if (typeof good !== 'number') return good;
  if (typeof total !== 'number') return total;
  const counts = [good, total].every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!counts || good > total) return trouble('source-error', `${good} good of ${total} are no counts`);
  return { good, total };
}

function numberAt(body: unknown, pointer: string): number | TroubleFound {
  const value = resolve(body, pointer);
  const where = cut(pointer === '' ? 'the answer' : pointer);
  if (value === undefined || value === null) return trouble('source-empty', `${where}: nothing there`);
  if (typeof value === 'object') return trouble('source-many-series', `${where}: no single value`);
  // JSON has no such numbers; some write them as text.
  if (typeof value === 'string' && /^[+-]?(?:nan|inf(?:inity)?)$/i.test(value)) {
    return trouble('source-nan', `${where}: ${value}`);
  }
  if (typeof value !== 'number') return trouble('source-error', `${where}: no number`);
  // A literal such as 1e999.
  return Number.isFinite(value) ? value : trouble('source-nan', `${where}: ${value}`);
}

/** RFC 6901; own fields only. */
function resolve(body: unknown, pointer: string): unknown {
  let value = body;
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key]; // An object that has the key.
  }
  return value;
}
