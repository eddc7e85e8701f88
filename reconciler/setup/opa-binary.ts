import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runBinary } from './process.ts';

const VERSION = 'v1.22.2';

/** Builds opa with the machine's Go, into `folder`; takes a minute or more. Throws when there is no Go or it fails. */
export async function installOpa(folder: string, signal: AbortSignal): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, '.opa-'));
  try {
    const env = { GOBIN: work, GOFLAGS: '-trimpath', CGO_ENABLED: '0' };
    await runBinary('go', ['install', `github.com/open-policy-agent/opa@${VERSION}`], { cwd: work, signal, env });
    renameSync(join(work, 'opa'), join(folder, 'opa'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
