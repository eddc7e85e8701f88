/** A change of shares as an edit of the text: as little of it as can be. */

import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { chunksOf, parseChunk, printDocument } from './document.ts';
import type { Path } from './finding.ts';
import { isList, isObject, sameJson, valueAt } from './json.ts';
import type { WeightsPlace } from './kind.ts';
import { kinds } from './kinds.ts';
import type { Json, Source } from './mesh.ts';
import { keyOf, toPlain } from './plain.ts';
import { printList } from './print-list.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import { sharesOfWeights, weightsOfShares, wholeShare } from './shares.ts';
import { applySplices, lineBreak, lineEnd, linePrefix, type Splice } from './splice.ts';

export interface WantedItem {
  /** The list item as it was written; its weight is replaced. */
  readonly item: Json;
  /** Parts per million; all of a list sum to 1,000,000. */
  readonly share: number;
}

/**
 * Sets a rule's destinations and shares. Where the destinations agree in order, only weights are spliced; else the list
 * is replaced. Comments, indentation, line breaks and flow or block stay; a text that says so already stays as it is.
 * Throws when the text has no such rule, which is a bug: the caller got its place from that very text.
 */
export function editShares(text: string, rule: Source, items: readonly WantedItem[]): string {
  const place = weightsPlaceOf(rule);
  const path = [...rule.path, place.list];
  const before = documentValue(text, rule);
  const present = valueAt(before, path);
  if (!isList(present)) throw new Error(`${rule.file}: no list at ${path.join('.')} of ${rule.object}`);
  const wanted = wantedList(items, place);
  const agree =
    present.length === wanted.length && wanted.every((item, index) => sameButWeight(item, present[index], place));
  if (agree && sameShares(present, items, place)) return text;
  const expected = replaceAt(before, path, wanted);
  const count = chunksOf(rule.file, text).length;
  const attempts = [
    () => (agree ? spliceWeights(text, rule, path, wanted, place) : null),
    () => replaceList(text, rule, path, wanted),
    () => reprint(text, rule, expected),
  ];
  for (const attempt of attempts) {
    const edited = attempt();
    // An anchor may carry a change to where it does not belong: what comes out is read again before it is believed.
    if (edited === null || chunksOf(rule.file, edited).length !== count) continue;
    if (sameJson(readBack(edited, rule), expected)) return edited;
  }
  throw new Error(`${rule.file}: the weights of ${rule.object} cannot be written`);
}

function weightsPlaceOf(rule: Source): WeightsPlace {
  const name = rule.object.split(' ')[0];
  const place = kinds.find((kind) => kind.kind === name && kind.weights)?.weights;
  if (!place) throw new Error(`${rule.object} has no weights`);
  return place;
}

function documentValue(text: string, rule: Source): Json {
  const value = readBack(text, rule);
  if (value === undefined) throw new Error(`${rule.file} has no document ${rule.document}`);
  return value;
}

/** The value of the rule's document alone: the others are not touched, and need not be read again. */
function readBack(text: string, rule: Source): Json | undefined {
  const chunk = chunksOf(rule.file, text)[rule.document];
  if (!chunk) return undefined;
  const simple = readSimpleYaml(chunk.text);
  if (simple !== undefined) return simple;
  const parsed = parseChunk(chunk);
  const { value, refusals } = toPlain(parsed.contents);
  return parsed.errors.length + parsed.warnings.length + refusals.length === 0 ? value : undefined;
}

function replaceAt(value: Json, path: Path, next: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (isList(value)) return value.map((item, index) => (index === step ? replaceAt(item, rest, next) : item));
  return isObject(value) ? { ...value, [step]: replaceAt(value[step] ?? null, rest, next) } : value;
}

function wantedList(items: readonly WantedItem[], place: WeightsPlace): readonly Json[] {
  const sum = items.reduce((total, { share }) => total + share, 0);
  if (sum !== wholeShare) throw new Error(`Shares sum to ${sum}, not to ${wholeShare}`);
  const weights = weightsOfShares(items.map(({ share }) => share));
  return items.map(({ item }, index) => ({ ...(isObject(item) ? item : {}), [place.weight]: weights[index] ?? 0 }));
}

function sameButWeight(a: Json | undefined, b: Json | undefined, place: WeightsPlace): boolean {
  return isObject(a) && isObject(b) && sameJson({ ...a, [place.weight]: 0 }, { ...b, [place.weight]: 0 });
}

/** True when the text says these shares already, in whatever total. */
function sameShares(present: readonly Json[], items: readonly WantedItem[], place: WeightsPlace): boolean {
  if (present.length === 1) return items[0]?.share === wholeShare;
  const weights = present.map((item) => (isObject(item) ? (item[place.weight] ?? 0) : null));
  const counts = weights.filter((weight) => typeof weight === 'number' && Number.isSafeInteger(weight) && weight >= 0);
  if (counts.length !== weights.length || counts.every((weight) => weight === 0)) return false;
  const shares = sharesOfWeights(counts.map(Number));
  return shares.every((share, index) => share === items[index]?.share);
}

/** The node at a path of the rule's document, and the offset from which nodes count. */
function nodeAt(text: string, rule: Source, path: Path): { node: unknown; offset: number } {
  const chunk = chunksOf(rule.file, text)[rule.document];
  if (!chunk) return { node: null, offset: 0 };
  let node: unknown = parseChunk(chunk).contents;
  for (const step of path) {
    if (isMap(node)) node = node.items.find((pair) => keyOf(pair) === String(step))?.value;
    else node = isSeq(node) ? node.items[Number(step)] : null;
  }
  return { node, offset: chunk.start };
}

function spliceWeights(
  text: string,
  rule: Source,
  path: Path,
  wanted: readonly Json[],
  place: WeightsPlace,
): string | null {
  const { node, offset } = nodeAt(text, rule, path);
  if (!isSeq(node)) return null;
  const splices: Splice[] = [];
  for (const [index, item] of node.items.entries()) {
    const next = wanted[index];
    if (!isMap(item) || !isObject(next)) return null;
    const splice = weightSplice(text, offset, item, place.weight, JSON.stringify(next[place.weight]));
    if (!splice) return null;
    splices.push(splice);
  }
  return applySplices(text, splices);
}

function weightSplice(text: string, offset: number, item: YAMLMap, key: string, weight: string): Splice | null {
  const pair = item.items.find((each) => keyOf(each) === key);
  if (!pair) return insertion(text, offset, item, key, weight);
  if (!isScalar(pair.value) || !pair.value.range || pair.value.range[1] === pair.value.range[0]) return null;
  return { start: offset + pair.value.range[0], end: offset + pair.value.range[1], text: weight };
}

/** A new last field of a map, in the map's own style. */
function insertion(text: string, offset: number, item: YAMLMap, key: string, weight: string): Splice | null {
  const first = item.items[0]?.key;
  const last = item.items.at(-1);
  if (!isScalar(first) || !first.range || !last) return null;
  const quoted = first.type === 'QUOTE_DOUBLE' ? JSON.stringify(key) : key;
  const indent = linePrefix(text, offset + first.range[0]);
  const ownLine = /^[ -]*$/.test(indent);
  const end = endOf(last.value ?? last.key);
  if (end === null) return null;
  const margin = lineBreak(text) + indent.replaceAll('-', ' ');
  if (item.flow) {
    const gap = /^ *$/.test(indent) ? margin : ' ';
    return { start: offset + end, end: offset + end, text: `,${gap}${quoted}: ${weight}` };
  }
  if (!ownLine) return null;
  const at = lineEnd(text, offset + end);
  return { start: at, end: at, text: `${margin}${quoted}: ${weight}` };
}

/** The end of a node's last leaf: a block collection itself reaches over its line break. */
function endOf(node: unknown): number | null {
  if (isMap(node) && !node.flow) return endOf(node.items.at(-1)?.value ?? node.items.at(-1)?.key);
  if (isSeq(node) && !node.flow) return endOf(node.items.at(-1));
  return isMap(node) || isSeq(node) || isScalar(node) ? (node.range?.[1] ?? null) : null;
}

function replaceList(text: string, rule: Source, path: Path, wanted: readonly Json[]): string | null {
  const { node, offset } = nodeAt(text, rule, path);
  if (!isSeq(node) || !node.range) return null;
  const start = offset + node.range[0];
  const end = endOf(node);
  if (end === null) return null;
  const indent = linePrefix(text, start);
  if (node.flow) {
    const style = text.slice(start, offset + end).includes('\n') ? 'json-lines' : 'json';
    const list = printList(wanted, style, /^ */.exec(indent)?.[0] ?? '', lineBreak(text));
    return applySplices(text, [{ start, end: offset + end, text: list }]);
  }
  if (!/^ *$/.test(indent)) return null;
  const list = printList(wanted, 'block', indent, lineBreak(text));
  return applySplices(text, [{ start, end: lineEnd(text, offset + end), text: list }]);
}

/** The last way: the whole document anew, its comments lost, its meaning kept. */
function reprint(text: string, rule: Source, value: Json): string | null {
  const chunk = chunksOf(rule.file, text)[rule.document];
  if (!chunk) return null;
  const printed = rule.file.endsWith('.json') ? `${JSON.stringify(value, null, 2)}\n` : printDocument(value);
  const next = (chunk.start === 0 || text[chunk.start] === '{' ? '' : '\n') + printed;
  return applySplices(text, [
    { start: chunk.start, end: chunk.start + chunk.text.length, text: next.replaceAll('\n', lineBreak(text)) },
  ]);
}
