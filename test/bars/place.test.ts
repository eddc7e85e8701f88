// The place of every part of 5,000 documents with a planted fault, beside the YAML library's own account of it.

import { expect, test } from 'vitest';
import { parseDocuments } from '../../policies/document.ts';
import type { Path } from '../../policies/finding.ts';
import { isList, isObject } from '../../policies/json.ts';
import type { Json } from '../../policies/mesh.ts';
import { Random } from '../corpus/draft.ts';
import { mutations } from '../corpus/corpus.ts';
import { rangeIn } from '../corpus/print.ts';

const wanted = 5_000;
/** Of each document so many of its places, by chance, beside the one of the fault. */
const each = 8;

function pathsOf(value: Json, path: Path = []): readonly Path[] {
  const below = isList(value) ? [...value.entries()] : isObject(value) ? Object.entries(value) : [];
  return [path, ...below.flatMap(([step, entry]) => pathsOf(entry, [...path, step]))];
}

test('each place of 5,000 mutated documents is where the library has it', () => {
  let [documents, places] = [0, 0];
  const wrong: unknown[] = [];
  for (const { seed, texts, expected } of mutations(40_000, wanted)) {
    const text = texts.get(expected.file) ?? '';
    const random = new Random(seed);
    for (const [index, document] of parseDocuments(expected.file, text).documents.entries()) {
      documents += 1;
      const all = pathsOf(document.value).filter((path) => path.length > 0);
      for (let i = 0; i < each; i++) {
        const path = random.pick(all);
        const part = typeof path.at(-1) === 'string' && random.chance(0.3) ? 'key' : 'value';
        places += 1;
        const found = document.rangeOf(path, part);
        const oracle = rangeIn(text, { file: expected.file, document: index, path: [...path], part });
        // An empty value has no text: then its key is pointed at.
        const isEmpty = oracle.line === oracle.endLine && oracle.column === oracle.endColumn;
        if (!isEmpty && JSON.stringify(found) !== JSON.stringify(oracle))
          wrong.push({ seed, path, part, found, oracle });
      }
    }
    if (documents >= wanted) break;
  }
  console.log(`places: ${places} of ${documents} documents, ${wrong.length} wrong`);
  expect(documents).toBeGreaterThanOrEqual(wanted);
  expect(wrong.slice(0, 5)).toEqual([]);
});
