import { array, asText, asTextOrTexts, asWhole, boolean, number, text, type Builtin, type Value } from './value.ts';

const anyPrefixMatch: Builtin = (search, base) => anyMatch(search, base, (word, prefix) => word.startsWith(prefix));
const anySuffixMatch: Builtin = (search, base) => anyMatch(search, base, (word, suffix) => word.endsWith(suffix));

function anyMatch(
  search: Value | undefined,
  base: Value | undefined,
  matches: (word: string, part: string) => boolean,
): Value | null {
  const words = asTextOrTexts(search);
  const parts = asTextOrTexts(base);
  if (words === null || parts === null) return null;
  return boolean(words.some((word) => parts.some((part) => matches(word, part))));
}

/** Occurrences that do not overlap; of nothing, one more than there are characters. */
const stringsCount: Builtin = (base, search) => {
  const haystack = asText(base);
  const needle = asText(search);
  if (haystack === null || needle === null) return null;
  return number(needle === '' ? Array.from(haystack).length + 1 : haystack.split(needle).length - 1);
};

/** Every place, also where occurrences overlap, counted in characters. */
const indexofN: Builtin = (base, search) => {
  const haystack = asText(base);
  const needle = asText(search);
  if (haystack === null || needle === null || needle === '') return null;
  const characters = Array.from(haystack);
  const wanted = Array.from(needle);
  const found: Value[] = [];
  for (let at = 0; at + wanted.length <= characters.length; at += 1) {
    if (wanted.every((character, i) => characters[at + i] === character)) found.push(number(at));
  }
  return array(found);
};

const quoteMeta: Builtin = (pattern) => {
  const glob = asText(pattern);
  return glob === null ? null : text(glob.replaceAll(/[*?\\[\]{}]/g, (character) => `\\${character}`));
};

/** More than this many numbers are a rule's mistake. */
const longestRange = 1_000_000;

const rangeStep: Builtin = (from, to, by) => {
  const [first, last, step] = [asWhole(from), asWhole(to), asWhole(by)];
  if (first === null || last === null || step === null || step <= 0n) return null;
  const length = Number((last < first ? first - last : last - first) / step) + 1;
  if (length > longestRange) throw new Error(`numbers.range_step: more than ${longestRange} numbers`);
  const direction = last < first ? -step : step;
  return array(Array.from({ length }, (_, i) => number(first + BigInt(i) * direction)));
};

/** The first parts, or with a count below zero the last ones. */
const splitN: Builtin = (base, separator, count) => {
  const [source, mark, wanted] = [asText(base), asText(separator), asWhole(count)];
  if (source === null || mark === null || wanted === null) return null;
  const parts = mark === '' ? Array.from(source) : source.split(mark);
  const limit = Number(BigInt.asIntN(64, wanted));
  return array((limit < 0 ? parts.slice(limit) : parts.slice(0, limit)).map(text));
};

export const strings = {
  'strings.any_prefix_match': anyPrefixMatch,
  'strings.any_suffix_match': anySuffixMatch,
  'strings.count': stringsCount,
  'strings.split_n': splitN,
  indexof_n: indexofN,
  'glob.quote_meta': quoteMeta,
  'numbers.range_step': rangeStep,
} satisfies Record<string, Builtin>;
