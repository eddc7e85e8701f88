/** Single files, read as a commit's are: the same limits, the same words about what is no text. */

import type { Finding } from '../../policies/finding.ts';
import { contentOf, problemFinding, type PolicyFile, type PolicyFiles } from './tree-reader.ts';

export interface NamedFile {
  /** In bytes. */
  readonly size: number;
  readonly read: () => Promise<Buffer>;
}

/** By the names under which findings speak of them. */
export async function readNamedFiles(
  named: ReadonlyMap<string, NamedFile>,
  { maxFileBytes }: { readonly maxFileBytes: number },
): Promise<PolicyFiles> {
  const files = new Map<string, PolicyFile>();
  const findings: Finding[] = [];
  for (const [path, { size, read }] of named) {
    const found = size > maxFileBytes ? ({ kind: 'too-large', size } as const) : await wholeOf(read);
    const content = contentOf(found, maxFileBytes);
    if (content.kind === 'text') files.set(path, { oid: `file:${path}`, text: content.text, apart: true });
    else findings.push(problemFinding(path, content.problem));
  }
  return { files, findings };
}

async function wholeOf(read: NamedFile['read']): Promise<{ readonly kind: 'bytes'; readonly bytes: Buffer }> {
  return { kind: 'bytes', bytes: await read() };
}
