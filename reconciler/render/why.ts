/** Why the live branch is as it is: one live commit, for people at a terminal and for programs. */

import type { TextOptions } from './findings.ts';
import { headline } from './headline.ts';
import { paintFor, type Paint } from './paint.ts';
import { jsonText, printable } from './printable.ts';
import { factor, instant, percent, plural, ratioPercent, shortOid, span } from './quantity.ts';
import { tallyWords, type Bad, type SaidItem } from './said-evidence.ts';
import { tableLines } from './table.ts';
import type { Merged, Why, WhyWalk } from './why-facts.ts';

/** For people: what happened, the numbers that it rests on, who asked, what changed, what to do next. */
export function whyText(why: Why, options: TextOptions): string {
  const paint = paintFor(options.colour);
  const sections = [
    ...why.walks.map((walk) => walkLines(walk, why, paint)),
    ...(why.walks.length === 0 ? [[printable(why.subject)]] : []),
    [...factLines(why, paint), ...diffLines(why, paint)],
    ...why.walks.map((walk) => adviceLines(walk, paint)).filter((lines) => lines.length > 0),
  ];
  return sections.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

/** For programs; times are ISO 8601, and the sentence stands with each walk. */
export function whyJson(why: Why): string {
  const merged = (each: Merged | null): unknown => (each === null ? null : { ...each, at: instant(each.at) });
  const walks = why.walks.map((walk) => ({
    ...walk,
    headline: sentenceOf(walk, why),
    asked: merged(walk.asked),
    path: walk.path.map((step) => ({ ...step, at: instant(step.at) })),
  }));
  return `${jsonText({ version: 1, ...why, at: instant(why.at), intent: merged(why.intent), walks })}\n`;
}

/** The one sentence about a walk; not yet printable. */
export function sentenceOf(walk: WhyWalk, { by, note }: Pick<Why, 'by' | 'note'>): string {
  return headline({ ...walk, by, note });
}

function walkLines(walk: WhyWalk, why: Why, paint: Paint): readonly string[] {
  const bad = walk.phase === 'Rejected';
  const name = paint.bold(printable(walk.target));
  const sentence = printable(sentenceOf(walk, why));
  return [
    `${name} ${(bad ? paint.red : paint.green)(sentence)}`,
    ...evidenceLines(walk, paint),
    ...shareLines(walk),
    ...pathLines(walk, paint),
  ];
}

/** Both sides side by side, a line for each SLI; then what the tests say, and whose word was set aside. */
function evidenceLines({ evidence, asks }: WhyWalk, paint: Paint): readonly string[] {
  if (evidence === null) return [];
  const { items, odd, proxies } = evidence;
  const rows: readonly (readonly string[])[] =
    items.length === 0
      ? [['counts', sideText(evidence.canary), sideText(evidence.stable), printable(evidence.verdict), '']]
      : items.map((item) => [
          printable(item.sli),
          canaryText(item),
          sideText(item.stable),
          printable(item.says),
          printable(asks[item.sli] ?? ''),
        ]);
  const columns = ['SLI', 'CANARY', 'STABLE', 'SAYS', 'ASKED'].map((heading) => ({ heading }));
  const [head = '', ...lines] = tableLines(columns, rows).map((line) => `  ${line}`);
  const tests = items.flatMap(testsText).map((line) => `  ${line}`);
  const aside = odd.length === 0 ? [] : [`  ${paint.yellow('set aside')}: ${names(odd)}, unlike all the others`];
  const spoke = proxies.length === 0 ? [] : [`  told by ${names(proxies)}`];
  return [paint.dim(head), ...lines, ...tests, ...spoke, ...aside];
}

function names(all: readonly string[]): string {
  const shown = all.slice(0, 10).map(printable).join(', ');
  return all.length > 10 ? `${shown} and ${all.length - 10} more` : shown;
}

export function sideText(side: Bad | null): string {
  if (side === null || side.total === 0) return '–';
  return `${tallyWords(side)} (${ratioPercent(side.bad, side.total)})`;
}

/** `errors: above its bound × 1,240 of 100 needed, above stable × 310 of 100 needed, fine × 0 of 100 needed; 4 blocks`. */
export function testsText(item: SaidItem): readonly string[] {
  if (item.tests.length === 0) return [];
  const tests = item.tests.map(({ name, log, neededLog }) => {
    const needed = neededLog === null ? '' : ` of ${factor(neededLog)} needed`;
    return `${item.of === 'burn' && name === 'e1' ? 'burning too fast' : testWords[name]} × ${factor(log)}${needed}`;
  });
  const blocks = item.blocks === null || item.blocks === 0 ? '' : `; ${plural(item.blocks, 'block')}`;
  return [`${printable(item.sli)}: ${tests.join(', ')}${blocks}`];
}

const testWords = { e1: 'above its bound', e2: 'above stable', f: 'fine' };

/** Counts, or the number that stands for them. */
export function canaryText({ of, value, canary }: SaidItem): string {
  if (of === 'budget' && value !== null) return `${ratioPercent(value, 1)} of its part spent`;
  return of === 'value' && value !== null ? String(value) : sideText(canary);
}

function shareLines(walk: WhyWalk): readonly string[] {
  return walk.destinations
    .filter(({ before, after }) => before !== after)
    .map(({ destination, before, after }) => `  ${printable(destination)} ${percent(before)} → ${percent(after)}`);
}

function pathLines({ path, heldMs, fromPpm }: WhyWalk, paint: Paint): readonly string[] {
  const held = heldMs === null ? [] : [`  it had stood at ${percent(fromPpm)} for ${span(heldMs)}`];
  if (path.length < 2) return held;
  const first = path[0]?.at ?? 0;
  const steps = path.map((step) => {
    const name = step.phase === 'Progressing' ? '' : ` ${step.phase}${step.reason === '' ? '' : ` ${step.reason}`}`;
    return `${percent(step.toPpm)}${printable(name)} at ${span(step.at - first)}`;
  });
  return [...held, `  ${paint.dim('path')} ${steps.join(' → ')}`];
}

function factLines(why: Why, paint: Paint): readonly string[] {
  const asked = why.walks.flatMap((walk) => (walk.asked === null ? [] : [walk.asked]));
  const merged = [...(why.intent === null ? [] : [why.intent]), ...asked];
  const unique = [...new Map(merged.map((each) => [each.commit, each])).values()];
  const person =
    why.by === null
      ? []
      : [`${paint.dim('said by')}  ${printable(why.by)}${why.note === null ? '' : `: ${printable(why.note)}`}`];
  return [
    `${paint.dim('live')}     ${shortOid(why.commit)} ${instant(why.at)} ${printable(why.subject)}`,
    ...unique.map((each) => `${paint.dim('merged')}   ${mergedText(each)}`),
    ...person,
  ];
}

/** `4f1c2aa… 2026-03-01T12:00:00Z Ada: Move checkout to v2`. */
export function mergedText({ commit, author, at, subject }: Merged): string {
  return `${shortOid(commit)} ${instant(at)} ${printable(author)}: ${printable(subject)}`;
}

function diffLines({ lines, linesLeft }: Why, paint: Paint): readonly string[] {
  const shown = lines.map(({ file, line, sign, text }) => {
    const place = paint.dim(`${printable(file)}:${line}`);
    return `  ${place} ${(sign === '-' ? paint.red : paint.green)(`${sign}${printable(text)}`)}`;
  });
  return [...shown, ...(linesLeft > 0 ? [`  and ${plural(linesLeft, 'line')} more`] : [])];
}

function adviceLines({ advice }: WhyWalk, paint: Paint): readonly string[] {
  return advice.map(({ what, command }) =>
    command === null
      ? `${paint.dim('next')} ${what}`
      : `${paint.dim('next')} ${what}: ${paint.bold(printable(command))}`,
  );
}
