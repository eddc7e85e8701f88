/** The files of a Go module, fetched by Go itself into its own cache. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of `path@version`; rejects where there is no Go, or no such version. */
export async function goModule(module: string): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: '/', maxBuffer: 1 << 20 });
  const answer: unknown = JSON.parse(stdout);
  const dir: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, 'Dir') : undefined;
  if (typeof dir !== 'string') throw new Error(`go names no folder for ${module}`);
  return dir;
}
