/** What the readers of kinds say of an object, by its place. */

import { parseDocuments } from '../../policies/document.ts';
import { kindOf } from '../../policies/kinds.ts';
import { objectsOf } from '../../policies/object.ts';
import { type Body, drop, type Path, put, type Value } from '../corpus/draft.ts';

/** The objects of a text. */
export function bodiesOf(text: string): readonly Body[] {
  const { documents } = parseDocuments('a.yaml', text);
  // What the corpus changes in place is JSON like any other.
  return documents.flatMap((document) => objectsOf(document).objects.map(({ body }) => body as Body));
}

/** `rule path` of all that is said; a finding about a field's name has `key` behind it. */
export function problemsOf(text: string): readonly string[] {
  const { documents } = parseDocuments('a.yaml', text);
  return documents.flatMap((document) =>
    objectsOf(document).objects.flatMap((object) => {
      const kind = kindOf(object.group, object.kind);
      if (kind === null) throw new Error(`no reader for ${object.id}`);
      const said: string[] = [];
      kind.read(object, {
        path: [],
        unknown: kind.unknownField,
        report: ({ rule, path, part }) =>
          void said.push([rule, path.join('.'), part === 'key' ? 'key' : ''].join(' ').trim()),
      });
      return said;
    }),
  );
}

/** What is said of an object in which one place holds this, or nothing; its being untranslated aside. */
export function problemsWith(body: Body, path: Path, value: Value | undefined): readonly string[] {
  const changed = structuredClone(body);
  if (value === undefined) drop(changed, path);
  else put(changed, path, value);
  return problemsOf(JSON.stringify(changed)).filter((problem) => problem !== 'not-translated kind');
}
