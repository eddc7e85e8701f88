/** Reads the policy files of a folder as they lie there: the same files that a commit of it would have. */

import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compareText, type Finding } from '../../policies/finding.ts';
import { isPolicyFolder, isPolicyPath } from '../git/policy-path.ts';

export interface WorkTree {
  readonly files: ReadonlyMap<string, { readonly oid: string; readonly text: string }>;
  readonly findings: readonly Finding[];
}

/** As much of one file as is read, in bytes. */
const largestFile = 1024 * 1024;

/** Throws where the folder itself can't be read. */
export async function readWorkTree(dir: string, signal: AbortSignal): Promise<WorkTree> {
  const files = new Map<string, { oid: string; text: string }>();
  const findings: Finding[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    const entries = await readdir(join(dir, folder), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => compareText(a.name, b.name))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && isPolicyFolder(path) && entry.name !== 'node_modules') folders.push(path);
      else if (!entry.isDirectory() && isPolicyPath(path)) await readInto(files, findings, dir, path);
    }
  }
  return { files: new Map([...files].toSorted(([a], [b]) => compareText(a, b))), findings };
}

async function readInto(
  files: Map<string, { oid: string; text: string }>,
  findings: Finding[],
  dir: string,
  path: string,
): Promise<void> {
  const facts = await lstat(join(dir, path));
  if (!facts.isFile()) {
    findings.push(unreadable(path, 'it is no regular file', 'Put the file itself there; links are not followed.'));
    return;
  }
  if (facts.size > largestFile) {
    findings.push(unreadable(path, `it has ${facts.size} bytes; at most 1 MiB is read`, 'Split it.'));
    return;
  }
  const bytes = await readFile(join(dir, path));
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    files.set(path, { oid: createHash('sha256').update(bytes).digest('hex'), text });
  } catch {
    findings.push(unreadable(path, 'it is not UTF-8', 'Save it as UTF-8.'));
  }
}

function unreadable(file: string, why: string, remedy: string): Finding {
  return {
    rule: 'unreadable-file',
    severity: 'error',
    message: `${JSON.stringify(file)} can't be read: ${why}`,
    remedy,
    file,
    range: null,
    object: null,
  };
}
