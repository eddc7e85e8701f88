/** Reads `--node FILE`. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDocuments } from '../../policies/document.ts';
import { parseNodeFile, type Node } from '../xds/translate/node.ts';
import { textFlag, UsageError, type Call } from './command.ts';

export const nodeHelp = `FILE is YAML: id, namespace, labels, role: proxy, listen: 127.0.0.1:10000 (one HTTP port that routes by Host to every
service of the mesh).
`;

export async function readNodeFile(call: Call): Promise<Node> {
  const path = textFlag(call, 'node');
  if (path === undefined) throw new UsageError('say which node: --node FILE');
  const text = await readFile(resolve(call.io.cwd, path), 'utf8').catch((error: unknown) => {
    throw new UsageError(`--node ${path}: ${error instanceof Error ? error.message : String(error)}`);
  });
  const { documents, findings } = parseDocuments(path, text);
  const [finding] = findings;
  if (finding !== undefined) throw new UsageError(`${path}:${finding.range?.line ?? 1}: ${finding.message}`);
  const [document, second] = documents;
  if (document === undefined || second !== undefined) throw new UsageError(`${path}: one document is a node`);
  const parsed = parseNodeFile(document.value);
  if (!parsed.ok) throw new UsageError(`${path}: ${parsed.reason}`);
  return parsed.node;
}
