/** What the readers of kinds say of objects, with paths instead of places in a text. */

import { parseDocuments } from '../../policies/document.ts';
import type { Problem } from '../../policies/decode.ts';
import { isList, isObject } from '../../policies/json.ts';
import { kindOf } from '../../policies/kinds.ts';
import type { Json } from '../../policies/mesh.ts';
import { objectsOf, type PolicyObject } from '../../policies/object.ts';

/** Each as `error malformed-object spec.hosts.0`, with ` key` behind it where it is the key that is marked. */
export function problemsOf(text: string): readonly string[] {
  return parseDocuments('a.yaml', text)
    .documents.flatMap((document) => objectsOf(document).objects)
    .flatMap(problemsOfObject);
}

/** Those that are more than a word in passing. */
export function faultsOf(text: string): readonly string[] {
  return problemsOf(text).filter((problem) => !problem.startsWith('info '));
}

function problemsOfObject(object: PolicyObject): readonly string[] {
  const kind = kindOf(object.group, object.kind);
  if (!kind) throw new Error(`${object.kind} is not known`);
  const said: string[] = [];
  const report = ({ severity, rule, path, part }: Problem): void => {
    said.push(`${severity} ${rule} ${path.join('.')}${part === 'key' ? ' key' : ''}`);
  };
  kind.read(object, { path: [], unknown: kind.unknownField, report });
  return said;
}

/** The text with one part of it written in another way. */
export function edited(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`There is no ${JSON.stringify(from)} to change`);
  return text.replace(from, () => to);
}

const oddValues: readonly Json[] = [null, '', '*', 0, -1, 1e300, true, [], {}, [null], [[]], { '': null }, '\u0000'];

/** Reads the object once for each of its values and each odd one in its stead; what throws is a bug. */
export function readWithOddValues(text: string): number {
  const objects = parseDocuments('a.yaml', text).documents.flatMap((document) => objectsOf(document).objects);
  const odd = objects.flatMap((object) =>
    variantsOf(object.body['spec'] ?? null).map((spec) => ({ ...object, body: { ...object.body, spec } })),
  );
  return odd.map(problemsOfObject).length;
}

function variantsOf(value: Json): readonly Json[] {
  if (isList(value)) {
    const deeper = value.flatMap((item, index) => variantsOf(item).map((each) => value.with(index, each)));
    return [...oddValues, ...deeper];
  }
  if (!isObject(value)) return oddValues;
  const deeper = Object.entries(value).flatMap(([key, item]) =>
    variantsOf(item).map((each) => ({ ...value, [key]: each })),
  );
  return [...oddValues, ...deeper];
}
