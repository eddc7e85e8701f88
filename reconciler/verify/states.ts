/** Two states, and where they differ: in words short enough for a line. */

import { entryOf } from '../live/entries.ts';
import { weightAt } from '../live/shares.ts';
import type { Entry, LiveState } from '../live/state.ts';
import { compareText } from '../../policies/finding.ts';
import { canonicalJson } from '../../policies/json.ts';
import { shortTarget } from './said.ts';

/** What was spent of budgets is counted between commits, and is compared by itself. */
export function sameButBudgets(a: LiveState, b: LiveState): boolean {
  return a === b || stateKey(a) === stateKey(b);
}

const keys = new WeakMap<LiveState, string>();

/** One text for equal states. */
function stateKey(state: LiveState): string {
  const known = keys.get(state);
  if (known !== undefined) return known;
  const { targets, refused, settled, frozen } = state;
  const key = JSON.stringify([sorted(targets), sorted(refused), sorted(settled), frozen && canonicalJson(frozen)]);
  keys.set(state, key);
  return key;
}

/** The state file has its lists in one order, whoever made them. */
function sorted(list: readonly object[]): readonly string[] {
  return list.map(textOf).sort(compareText);
}

/** Most of what is in a state is in the next one as well. */
const texts = new WeakMap<object, string>();

function textOf(item: object): string {
  const known = texts.get(item) ?? canonicalJson(item);
  texts.set(item, known);
  return known;
}

export function sameEntry(a: Entry | undefined, b: Entry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || JSON.stringify(a) === JSON.stringify(b) || canonicalJson(a) === canonicalJson(b);
}

/** Targets whose entries differ, or are in one of both only. Sorted. */
export function changedTargets(before: LiveState, after: LiveState): readonly string[] {
  const targets = new Set([...before.targets, ...after.targets].map(({ target }) => target));
  return [...targets].filter((target) => !sameEntry(entryOf(before, target), entryOf(after, target))).sort();
}

/** The first thing in which a state isn't what it ought to be. */
export function differenceOf(actual: LiveState, expected: LiveState): string {
  const [target] = changedTargets(actual, expected);
  if (target !== undefined) {
    const [is, ought] = [entryOf(actual, target), entryOf(expected, target)];
    return `${shortTarget(target)} would be ${entryText(ought)}, and is ${entryText(is)}${fieldsText(is, ought)}`;
  }
  const parts = (['settled', 'refused', 'frozen'] as const).filter(
    (part) => JSON.stringify(actual[part]) !== JSON.stringify(expected[part]),
  );
  return `${parts.join(', ')} would be ${JSON.stringify(parts.map((part) => expected[part])).slice(0, 200)}`;
}

/** `5 % Progressing`, as people read an entry. */
export function entryText(entry: Entry | undefined): string {
  if (entry === undefined) return 'settled';
  return `at ${weightAt(entry, entry.s) / 10_000} % ${entry.phase}${entry.reason === '' ? '' : ` (${entry.reason})`}`;
}

/** Which fields it is, where the words are the same. */
function fieldsText(is: Entry | undefined, ought: Entry | undefined): string {
  if (is === undefined || ought === undefined || entryText(is) !== entryText(ought)) return '';
  const [a, b] = [entries(is), entries(ought)];
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  return `, with another ${names.join(', ')}`;
}

function entries(entry: Entry): ReadonlyMap<string, string> {
  return new Map(Object.entries(entry).map(([name, value]) => [name, JSON.stringify(value)]));
}
