import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runBinary } from './process.ts';

/**
 * Puts Debian's Prometheus into `folder`, without installing the package: that would start a service. apt checks its
 * signature. Throws where there is no apt, or none of its sources has the package.
 */
export async function installPrometheus(folder: string, signal: AbortSignal): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, '.prometheus-'));
  try {
    const options = { cwd: work, signal };
    // Fetched as the caller: apt's own user can't write here.
    await runBinary('apt-get', ['-o', 'APT::Sandbox::User=root', 'download', 'prometheus'], options);
    const [archive] = readdirSync(work).filter((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt left no package behind');
    await runBinary('dpkg-deb', ['--extract', archive, 'package'], options);
    renameSync(join(work, 'package/usr/bin/prometheus'), join(folder, 'prometheus'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
