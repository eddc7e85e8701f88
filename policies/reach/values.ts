/** Values below a path, of documents that need not be as they should. */

import type { Path } from '../finding.ts';
import { isList, isObject, valueAt } from '../json.ts';
import type { Json, Labels } from '../mesh.ts';

export function textAt(value: Json | undefined, path: Path): string | null {
  const text = valueAt(value, path);
  return typeof text === 'string' ? text : null;
}

export function listAt(value: Json | undefined, path: Path): readonly Json[] {
  const list = valueAt(value, path);
  return isList(list) ? list : [];
}

export function labelsAt(value: Json | undefined, path: Path): Labels {
  const labels = valueAt(value, path);
  if (!isObject(labels)) return {};
  return Object.fromEntries(
    Object.entries(labels).map(([key, entry]) => [key, typeof entry === 'string' ? entry : JSON.stringify(entry)]),
  );
}
