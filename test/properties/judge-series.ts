/** Series of edits of a repository, from a seed: faults planted and mended, files and documents gone, words put for others. */

import { correct, faults, mutate } from '../corpus/corpus.ts';
import { Random } from '../corpus/draft.ts';
import type { Texts } from '../corpus/print.ts';
import { anyObject } from './judge-objects.ts';

export interface Edited {
  readonly what: string;
  readonly texts: Texts;
}

/** The correct repository, and then so many states of it, each an edit away from the one before. */
export function* editSeries(seed: number, count: number): Iterable<Edited> {
  const random = new Random(seed);
  const whole = correct(seed);
  let texts = whole;
  yield { what: 'correct', texts };
  for (let step = 0; step < count; step += 1) {
    const edited = random.pick(edits)(texts, random, { seed, whole });
    texts = edited.texts;
    yield edited;
  }
}

interface Origin {
  readonly seed: number;
  /** Without a fault. */
  readonly whole: Texts;
}

type Edit = (texts: Texts, random: Random, origin: Origin) => Edited;

/** The oftener, the likelier. */
const edits: readonly Edit[] = [
  plant,
  plant,
  plant,
  putObject,
  putObject,
  putObject,
  swapWord,
  swapWord,
  swapWord,
  mend,
  dropFile,
  dropDocument,
  moveAway,
];

/** Whatever the edits before did to the file of the fault is undone. */
function plant(texts: Texts, random: Random, { seed, whole }: Origin): Edited {
  const fault = random.pick(faults);
  const mutation = mutate(seed, fault);
  if (mutation === null) return { what: `no place for ${fault.name}`, texts };
  const changed = [...mutation.texts].filter(([path, text]) => whole.get(path) !== text);
  return { what: `planted ${fault.name}`, texts: new Map([...texts, ...changed]) };
}

function mend(texts: Texts, random: Random, { whole }: Origin): Edited {
  const file = random.pick([...whole]);
  return random.chance(0.2)
    ? { what: 'mended all', texts: whole }
    : { what: `mended ${file[0]}`, texts: new Map([...texts, file]) };
}

function dropFile(texts: Texts, random: Random): Edited {
  const path = random.pick([...texts.keys()]);
  return { what: `dropped ${path}`, texts: new Map([...texts].filter(([each]) => each !== path)) };
}

function dropDocument(texts: Texts, random: Random): Edited {
  const [path, text] = random.pick([...texts]);
  const documents = text.split(/^---\n/m);
  const place = random.int(documents.length);
  const rest = documents.filter((_, each) => each !== place).join('---\n');
  return { what: `dropped document ${place} of ${path}`, texts: new Map([...texts, [path, rest]]) };
}

/** Some share a file, so that they go with each other. */
function putObject(texts: Texts, random: Random): Edited {
  const text = anyObject(texts, random);
  return { what: `put ${text}`, texts: new Map([...texts, [`put/${random.int(8)}.yaml`, text]]) };
}

const value = /(?<=: "?)[a-z][a-z0-9.-]+/g;

/** A value becomes another one of the repository: names, labels, namespaces, hosts. */
function swapWord(texts: Texts, random: Random): Edited {
  const [path, text] = random.pick([...texts]);
  const [, other] = random.pick([...texts]);
  const [old, fresh] = [random.pickAny([...text.matchAll(value)]), random.pickAny([...other.matchAll(value)])];
  if (old === null || fresh === null) return { what: 'no word', texts };
  const changed = text.slice(0, old.index) + fresh[0] + text.slice(old.index + old[0].length);
  return { what: `${path}: ${fresh[0]} for ${old[0]}`, texts: new Map([...texts, [path, changed]]) };
}

/** All of a file is in another namespace, beside what it was or in its place. */
function moveAway(texts: Texts, random: Random): Edited {
  const [path, text] = random.pick([...texts]);
  const namespace = random.pick(['elsewhere', 'shop', 'default', 'istio-system']);
  const moved = text.replaceAll(/namespace: "?[a-z-]+"?/g, `namespace: ${namespace}`);
  const rest = [...texts].filter(([each]) => each !== path || random.chance(0.5));
  return { what: `${path} also in ${namespace}`, texts: new Map([...rest, [`moved/${path}`, moved]]) };
}
