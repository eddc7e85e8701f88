/** What is wrong with a repository before any rule speaks: its formats, and what proxies can't do. */

import type { Finding } from '../../policies/finding.ts';
import type { Loaded } from '../../policies/load.ts';
import type { Source } from '../../policies/mesh.ts';
import { translationProblems } from '../xds/translate/problems.ts';

export function loadedFindings(loaded: Loaded): readonly Finding[] {
  return [...loaded.findings, ...placedFindings(translationProblems(loaded.mesh), loaded)];
}

/** What rooms that see no documents found, with its exact range. */
export function placedFindings(
  problems: readonly (Pick<Finding, 'rule' | 'severity' | 'message' | 'remedy'> & { readonly source: Source })[],
  { documents }: Pick<Loaded, 'documents'>,
): readonly Finding[] {
  return problems.map(({ source, ...said }) => {
    const document = documents.find((each) => each.file === source.file && each.index === source.document);
    return { ...said, file: source.file, range: document?.rangeOf(source.path) ?? null, object: source.object };
  });
}
