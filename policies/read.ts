/** Objects to what they bring to the mesh. */

import type { Problem } from './decode.ts';
import { type Finding, shortened } from './finding.ts';
import { kindOf, kinds } from './kinds.ts';
import type { PolicyObject } from './object.ts';
import type { AnyPart } from './parts.ts';

export interface ReadObject {
  readonly object: PolicyObject;
  /** What it brings, each with the object. */
  readonly parts: readonly AnyPart[];
  readonly findings: readonly Finding[];
}

/** Reads an object by its kind; one whose kind is not known is left alone, with a word about it. */
export function readObject(object: PolicyObject): ReadObject {
  const kind = kindOf(object.group, object.kind);
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  if (!kind || !kind.versions.includes(version)) {
    return { object, parts: [], findings: [unknownKind(object, kind !== null)] };
  }
  const findings: Finding[] = [];
  const report = (problem: Problem): void => void findings.push(findingAt(object, problem));
  const drafts = kind.read(object, { path: [], unknown: kind.unknownField, report });
  return { object, parts: drafts.map((draft) => ({ object, draft })), findings };
}

/** A finding about a part of an object. */
export function findingAt(object: PolicyObject, problem: Problem): Finding {
  const { rule, severity, message, remedy, path, part, fix } = problem;
  const range = object.document.rangeOf([...object.path, ...path], part);
  const found = {
    rule,
    severity,
    message: shortened(message),
    remedy,
    file: object.document.file,
    range,
    object: object.id,
  };
  if (fix === undefined) return found;
  const edits = fix.map((edit) => ({ ...edit, path: [...object.path, ...edit.path] }));
  return { ...found, fix: { document: object.document.index, edits } };
}

function unknownKind(object: PolicyObject, otherVersion: boolean): Finding {
  return findingAt(object, {
    rule: 'unknown-kind',
    severity: otherVersion ? 'warning' : 'info',
    message: `${object.kind} of ${object.apiVersion} is not known here, and is left alone`,
    remedy: otherVersion
      ? `Known: ${kinds
          .filter((kind) => kind.kind === object.kind)
          .map(apiOf)
          .join(', ')}.`
      : '',
    path: ['kind'],
  });
}

function apiOf(kind: { readonly group: string; readonly versions: readonly string[] }): string {
  return kind.versions.map((version) => (kind.group === '' ? version : `${kind.group}/${version}`)).join(', ');
}
