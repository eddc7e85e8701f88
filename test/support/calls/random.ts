/** Parts of operands, made at random. */

import { array, set, text, type Value } from '../../../reconciler/opa/builtins/value.ts';

export type Random = () => number;
export type MakeOperands = (random: Random) => readonly Value[];

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function some<T>(random: Random, most: number, make: () => T): readonly T[] {
  return Array.from({ length: Math.floor(random() * (most + 1)) }, make);
}

export function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** A text with one character less, more or other, every now and then. */
export function mutated(random: Random, source: string, share = 0.3): string {
  if (random() > share) return source;
  const characters = Array.from(source);
  const at = whole(random, 0, characters.length);
  const other = random() < 0.5 ? [] : [pick(random, Array.from('a0-_.:/+*{}[]()"\\ \n\t%#é€Z'))];
  return characters.toSpliced(at, random() < 0.5 ? 1 : 0, ...other).join('');
}

const words = [
  '',
  'a',
  'ab',
  'abc',
  'aab',
  'foo',
  'bar',
  'foobar',
  'ä',
  '€',
  '😀',
  'a b',
  'x=y&z',
  'A-Z',
  '%41',
  'héllo',
];

export function word(random: Random): string {
  return mutated(random, some(random, 2, () => pick(random, words)).join(''), 0.2);
}

export function wordList(random: Random): readonly Value[] {
  return some(random, 3, () => text(word(random)));
}

export function numberText(random: Random): string {
  const digits = String(whole(random, 0, 10 ** whole(random, 1, 9)));
  const shapes = [
    digits,
    `-${digits}`,
    `${digits}.5`,
    `0.${digits}`,
    `${digits}e${whole(random, -6, 6)}`,
    `1${'0'.repeat(whole(random, 1, 25))}`,
  ];
  return pick(random, shapes);
}

/** Any value, not too deep. */
export function anyValue(random: Random, depth = 2): Value {
  const kinds = depth === 0 ? 4 : 7;
  switch (Math.floor(random() * kinds)) {
    case 0:
      return { kind: 'null' };
    case 1:
      return { kind: 'boolean', value: random() < 0.5 };
    case 2:
      return { kind: 'number', text: String(whole(random, -1000, 1000)) };
    case 3:
      return text(word(random));
    case 4:
      return array(some(random, 3, () => anyValue(random, depth - 1)));
    case 5:
      return set(some(random, 3, () => anyValue(random, depth - 1)));
  }
  return anyObject(random, depth);
}

export function anyObject(random: Random, depth = 2): Value {
  const keys = [...new Set(some(random, 4, () => word(random)))];
  return { kind: 'object', entries: keys.map((key) => [text(key), anyValue(random, depth - 1)] as const) };
}
