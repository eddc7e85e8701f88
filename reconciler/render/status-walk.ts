/** One walk of a status, for people: where it is, what it waits for, what the numbers say, and what helps. */

import type { Paint } from './paint.ts';
import { printable } from './printable.ts';
import { bar, factor, percent, plural, ratioPercent, span } from './quantity.ts';
import { reasonOf } from './reasons.ts';
import { adviceOf, shortTarget } from './remedies.ts';
import type { ItemStatus, Tally, WalkStatus } from './status-facts.ts';

export function walkLines(walk: WalkStatus, now: number, paint: Paint): readonly string[] {
  const next = walk.next === null || walk.phase !== 'Progressing' ? '' : `, then ${percent(walk.next)}`;
  const skips = walk.skipSteps ? ', the steps between left out' : '';
  const reason = walk.reason === '' ? '' : ` ${printable(walk.reason)}`;
  const phase = phasePaint(walk.phase, paint)(walk.phase);
  return [
    `${paint.bold(printable(walk.target))} ${phase}${reason}`,
    ...reasonLines(walk, paint),
    `  ${bar(walk.weight, 20)} ${percent(walk.weight)}${next}${skips}, for ${span(now - walk.since)}`,
    ...countLines(walk),
    ...(walk.odd.length === 0 ? [] : [`  ${paint.yellow('set aside')}: ${walk.odd.map(printable).join(', ')}`]),
    ...adviceLines(walk, paint),
  ];
}

function reasonLines(walk: WalkStatus, paint: Paint): readonly string[] {
  if (walk.reason === '') return [];
  const rule = walk.ruleSays === '' ? '' : `: ${printable(walk.ruleSays)}`;
  const waits = walk.waitsFor.length === 0 ? '' : `: ${walk.waitsFor.map(printable).join(', ')}`;
  const baking = walk.bakingMs === null ? '' : `, for another ${span(walk.bakingMs)}`;
  return [`  ${paint.dim(`${printable(reasonOf(walk.reason).says)}${rule}${waits}${baking}`)}`];
}

/** One line where errors alone are counted; else one for each thing that it is judged by. */
function countLines({ items, canary, stable }: WalkStatus): readonly string[] {
  const [only] = items;
  const simple = items.length === 0 || (items.length === 1 && only?.sli === 'errors');
  const sides = `  canary ${tallyText(canary)}, stable ${tallyText(stable)}`;
  if (simple) return [sides, ...(only === undefined ? [] : testLines(only, ''))];
  return items.flatMap((item) => {
    return [`  ${printable(item.sli)}: ${saidText(item)}, ${printable(item.reason)}`, ...testLines(item, '  ')];
  });
}

function saidText(item: ItemStatus): string {
  const { of, value } = item;
  if (value === null || of === 'ratio' || of === 'burn') return sideTexts(item);
  return of === 'budget' ? `${ratioPercent(value, 1)} of its part spent` : `now ${Number(value.toPrecision(6))}`;
}

function sideTexts({ canary, stable }: ItemStatus): string {
  const side = ({ good, total }: Tally): string => `${total - good}/${total} (${ratioPercent(total - good, total)})`;
  return `canary ${side(canary)}, stable ${side(stable)} bad`;
}

/** `  bad × 0.02 and 1.3 of 100, fine × 3.1 of 100`: how far each test is from what it needs. */
function testLines({ tests, needed }: ItemStatus, indent: string): readonly string[] {
  const of = (log: number | null): string => (log === null ? '' : ` of ${factor(log)}`);
  const { e1, e2, f } = tests;
  const bad = [e1, e2].flatMap((log) => (log === null ? [] : [factor(log)]));
  const parts = [
    ...(bad.length === 0 ? [] : [`bad × ${bad.join(' and ')}${of(needed.e1)}`]),
    ...(f === null ? [] : [`fine × ${factor(f)}${of(needed.f)}`]),
  ];
  return parts.length === 0 ? [] : [`${indent}  ${parts.join(', ')}`];
}

function tallyText(tally: Tally): string {
  if (tally.total === 0) return 'no requests yet';
  return `${plural(tally.total, 'request')} ${ratioPercent(tally.total - tally.good, tally.total)} errors`;
}

/** Only where a person is needed: what ends by itself needs no advice. */
function adviceLines(walk: WalkStatus, paint: Paint): readonly string[] {
  if (walk.phase === 'Progressing') return [];
  const about = { target: shortTarget(walk.target), intent: walk.attempt.intent, repo: null };
  return reasonOf(walk.reason).remedies.map((remedy) => {
    const { what, command } = adviceOf(remedy, about);
    return `  ${paint.dim('next')} ${what}${command === null ? '' : `: ${printable(command)}`}`;
  });
}

function phasePaint(phase: WalkStatus['phase'], paint: Paint): (text: string) => string {
  switch (phase) {
    case 'Progressing':
      return paint.green;
    case 'Held':
      return paint.yellow;
    case 'Rejected':
      return paint.red;
  }
}
