/** What is wrong with a repository before any rule speaks: its formats, and what proxies can't do. */

import type { Finding } from '../../policies/finding.ts';
import type { Loaded } from '../../policies/load.ts';
import { translationProblems } from '../xds/translate/problems.ts';

export function loadedFindings(loaded: Loaded): readonly Finding[] {
  const placed = translationProblems(loaded.mesh).map(({ source, ...said }): Finding => {
    const document = loaded.documents.find((each) => each.file === source.file && each.index === source.document);
    const range = document?.rangeOf(source.path) ?? null;
    return { ...said, file: source.file, range, object: source.object };
  });
  return [...loaded.findings, ...placed];
}
