/** Objects to what they bring to the mesh. */

import type { Problem } from './decode.ts';
import { type Finding, shortened } from './finding.ts';
import type { Kind } from './kind.ts';
import { kindOf } from './kinds.ts';
import type { PolicyObject } from './object.ts';
import type { AnyPart } from './parts.ts';

export interface ReadObject {
  readonly object: PolicyObject;
  /** What it brings, each with the object. */
  readonly parts: readonly AnyPart[];
  readonly findings: readonly Finding[];
}

/** Reads an object by its kind; one whose kind or version is not known is left alone, with a word about it. */
export function readObject(object: PolicyObject): ReadObject {
  const kind = kindOf(object.group, object.kind);
  if (!kind) return { object, parts: [], findings: [unknownKind(object)] };
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  if (!kind.versions.includes(version)) return { object, parts: [], findings: [unknownVersion(object, kind)] };
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

function unknownKind(object: PolicyObject): Finding {
  return findingAt(object, {
    rule: 'unknown-kind',
    severity: 'info',
    message: leftAlone(object),
    remedy: '',
    path: ['kind'],
  });
}

/** As grave as a field that is not known: an access policy that is left alone must not go live either. */
function unknownVersion(object: PolicyObject, { group, versions, unknownField }: Kind): Finding {
  const known = versions.map((version) => (group === '' ? version : `${group}/${version}`));
  return findingAt(object, {
    rule: 'unknown-version',
    severity: unknownField,
    message: leftAlone(object),
    remedy: `Known: ${known.join(', ')}.`,
    path: ['apiVersion'],
    ...(known[0] === undefined ? {} : { fix: [{ op: 'set', path: ['apiVersion'], value: known[0] }] }),
  });
}

function leftAlone({ kind, apiVersion }: PolicyObject): string {
  return `${kind} of ${apiVersion} is not known here, and is left alone`;
}
