import { parseAllDocuments } from 'yaml';
import { expect, test } from 'vitest';
import { parseDocuments } from '../../policies/document.ts';
import { correct, faults, mutate, mutations } from './corpus.ts';

const seeds = Array.from({ length: 20 }, (_, i) => 7_000 + i);

test('there are at least 40 kinds of fault, each with a name of its own', () => {
  expect(faults.length).toBeGreaterThanOrEqual(40);
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
});

test.each(faults)('$name: it is planted in repositories of several seeds, at one place', (fault) => {
  const planted = seeds.flatMap((seed) => mutate(seed, fault) ?? []);
  expect(planted.length).toBeGreaterThan(0);
  for (const { seed, texts, expected } of planted) {
    expect(texts).not.toEqual(correct(seed));
    const lines = texts.get(expected.file)?.split('\n') ?? [];
    const { line, column, endLine, endColumn } = expected.range;
    const marked = lines.slice(line - 1, endLine).join('\n');
    expect(marked.trim()).not.toBe('');
    expect(endLine > line || endColumn > column).toBe(true);
  }
});

test('one seed gives one corpus', () => {
  const of = (seed: number): unknown => mutations(seed, 30).map(({ texts, expected }) => [[...texts], expected]);
  expect(of(11)).toEqual(of(11));
  expect(of(11)).not.toEqual(of(12));
});

test.each(seeds)('the repository of seed %i is YAML, and our reader takes all of it', (seed) => {
  for (const [file, text] of correct(seed)) {
    const parsed = parseAllDocuments(text);
    const documents = Array.isArray(parsed) ? parsed : [];
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    const ours = parseDocuments(file, text);
    expect(ours.findings).toEqual([]);
    expect(ours.documents.map(({ value }) => value)).toEqual(documents.map((document): unknown => document.toJS()));
  }
});
