/** Why, as a comment on a pull request: the same facts, with every foreign word where it can only be read. */

import { markdownCode } from './markdown.ts';
import { instant, percent, plural, shortOid, span } from './quantity.ts';
import type { SaidEvidence } from './said-evidence.ts';
import { canaryText, sentenceOf, sideText, testsText } from './why.ts';
import type { Merged, Why, WhyWalk } from './why-facts.ts';

/** GitHub-flavoured Markdown. Names and words from a repository stand in code spans: no mention, no link, no HTML. */
export function whyMarkdown(why: Why): string {
  const parts = [
    ...why.walks.map((walk) => walkPart(walk, why)),
    ...(why.walks.length === 0 ? [`**${markdownCode(why.subject)}**`] : []),
    factsPart(why),
    ...diffPart(why),
    ...why.walks.flatMap(advicePart),
  ];
  return `${parts.join('\n\n')}\n`;
}

function walkPart(walk: WhyWalk, why: Why): string {
  const icon = walk.phase === 'Rejected' ? '❌' : walk.phase === 'Held' ? '⏸' : '✅';
  const held = walk.heldMs === null ? [] : [`- it had stood at ${percent(walk.fromPpm)} for ${span(walk.heldMs)}`];
  const moved = walk.destinations
    .filter(({ before, after }) => before !== after)
    .map(({ destination, before, after }) => `- ${markdownCode(destination)} ${percent(before)} → ${percent(after)}`);
  const evidence = walk.evidence === null ? [] : [evidencePart(walk.evidence, walk.asks), ''];
  return [
    `### ${icon} ${markdownCode(walk.target)}: ${markdownCode(sentenceOf(walk, why))}`,
    '',
    ...evidence,
    ...held,
    ...moved,
  ]
    .join('\n')
    .trimEnd();
}

function evidencePart({ items, odd, proxies, ...sides }: SaidEvidence, asks: WhyWalk['asks']): string {
  const rows =
    items.length === 0
      ? [row(['counts', sideText(sides.canary), sideText(sides.stable), markdownCode(sides.verdict), ''])]
      : items.map((item) =>
          row([
            markdownCode(item.sli),
            canaryText(item),
            sideText(item.stable),
            markdownCode(item.says),
            asks[item.sli] === undefined ? '' : markdownCode(asks[item.sli] ?? ''),
          ]),
        );
  const tests = items.flatMap(testsText).map((text) => `- ${markdownCode(text)}`);
  const aside = odd.length === 0 ? [] : [`- set aside: ${odd.slice(0, 10).map(markdownCode).join(', ')}`];
  const spoke = proxies.length === 0 ? [] : [`- told by ${proxies.slice(0, 10).map(markdownCode).join(', ')}`];
  const head = [row(['SLI', 'canary', 'stable', 'says', 'asked']), '| --- | --- | --- | --- | --- |'];
  return [...head, ...rows, '', ...tests, ...spoke, ...aside].join('\n').trimEnd();
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function factsPart(why: Why): string {
  const asked = why.walks.flatMap((walk) => (walk.asked === null ? [] : [walk.asked]));
  const merged = [...(why.intent === null ? [] : [why.intent]), ...asked];
  const unique = [...new Map(merged.map((each) => [each.commit, each])).values()];
  const person =
    why.by === null
      ? []
      : [`- said by ${markdownCode(why.by)}${why.note === null ? '' : `: ${markdownCode(why.note)}`}`];
  return [
    `- live ${shortOid(why.commit)}, ${instant(why.at)}: ${markdownCode(why.subject)}`,
    ...unique.map(mergedItem),
    ...person,
  ].join('\n');
}

function mergedItem({ commit, author, at, subject }: Merged): string {
  return `- merged ${shortOid(commit)}, ${instant(at)}, by ${markdownCode(author)}: ${markdownCode(subject)}`;
}

/** An indented block would be ended by nothing that stands in it; a fence could be. */
function diffPart({ lines, linesLeft }: Why): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.map(({ file, line, sign, text }) => `- ${markdownCode(`${file}:${line} ${sign}${text}`)}`);
  return [[...shown, ...(linesLeft > 0 ? [`- and ${plural(linesLeft, 'line')} more`] : [])].join('\n')];
}

function advicePart({ advice }: WhyWalk): readonly string[] {
  if (advice.length === 0) return [];
  const items = advice.map(({ what, command }) =>
    command === null ? `- ${what}` : `- ${what}: ${markdownCode(command)}`,
  );
  return [`Next:\n\n${items.join('\n')}`];
}
