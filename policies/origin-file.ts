/** The file beside pulled rules: a RuleOrigin, written and read again. */

import { parseDocuments, printDocument } from './document.ts';
import { compareText, type Finding } from './finding.ts';
import { objectsOf } from './object.ts';
import { readObject } from './read.ts';
import type { RuleOrigin } from './rule-origin.ts';

export const originFile = 'origin.yaml';

export type OriginReading =
  { readonly ok: true; readonly origin: RuleOrigin } | { readonly ok: false; readonly finding: Finding | null };

/** Reads a file that should hold one RuleOrigin and nothing else. */
export function readOrigin(file: string, text: string): OriginReading {
  const { documents, findings } = parseDocuments(file, text);
  const objects = documents.map(objectsOf);
  const reads = objects.flatMap((each) => each.objects.map(readObject));
  const [first, ...more] = reads.flatMap(({ parts }) => parts.map(({ draft }) => draft));
  const all = [...findings, ...objects.flatMap((each) => each.findings), ...reads.flatMap((each) => each.findings)];
  const isOne = reads.length === 1 && more.length === 0 && all.length === 0;
  return isOne && first?.kind === 'origin'
    ? { ok: true, origin: first.origin }
    : { ok: false, finding: all[0] ?? null };
}

/** Equal origins, equal bytes. */
export function printOrigin(name: string, origin: RuleOrigin): string {
  const { source, ref, commit, path, digest, signer } = origin;
  const files = Object.fromEntries([...origin.files].toSorted(([a], [b]) => compareText(a, b)));
  return printDocument({
    apiVersion: 'sluice.dev/v1alpha1',
    kind: 'RuleOrigin',
    metadata: { name },
    spec: { source, ref, commit, path, digest, ...(signer === null ? {} : { signer }), files },
  });
}
