/** What the readers of kinds say of an object, by its place. */

import { parseDocuments } from '../../policies/document.ts';
import { objectsOf } from '../../policies/object.ts';
import { type Body, drop, type Path, put, type Value } from '../corpus/draft.ts';
import { problemsOf as gradedProblemsOf } from './kind-problems.ts';

/** The objects of a text. */
export function bodiesOf(text: string): readonly Body[] {
  const { documents } = parseDocuments('a.yaml', text);
  // What the corpus changes in place is JSON like any other.
  return documents.flatMap((document) => objectsOf(document).objects.map(({ body }) => body as Body));
}

/** `rule path` of all that is said, without its severity. */
export function problemsOf(text: string): readonly string[] {
  return gradedProblemsOf(text).map((problem) => problem.replace(/^\S+ /, '').trim());
}

/** What is said of an object in which one place holds this, or nothing; its being untranslated aside. */
export function problemsWith(body: Body, path: Path, value: Value | undefined): readonly string[] {
  const changed = structuredClone(body);
  if (value === undefined) drop(changed, path);
  else put(changed, path, value);
  return problemsOf(JSON.stringify(changed)).filter((problem) => problem !== 'not-translated kind');
}
