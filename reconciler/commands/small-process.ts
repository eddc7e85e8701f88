/** What keeps a process small that serves for weeks. */

import { setFlagsFromString } from 'node:v8';

/**
 * Of glibc, read when a process begins: one arena for all threads, and large buffers given back as soon as they are freed.
 * Each arena keeps what one moment took; with a thousand walks that is 10 MB at first and more by the hour.
 */
const allocation: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * To be called before the program is loaded, which would make the process large. On Linux it begins anew as the same process,
 * once: who sets `MALLOC_ARENA_MAX` has chosen otherwise.
 */
export function keepProcessSmall(): void {
  keepHeapSmall();
  const { env, execPath, execArgv, argv } = process;
  const isChosen = process.platform !== 'linux' || env['MALLOC_ARENA_MAX'] !== undefined;
  // A parent that talks to this process by a channel would lose it.
  if (isChosen || process.channel !== undefined) return;
  process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)], { ...env, ...allocation });
}

/**
 * V8 lets a heap grow to several times what lives in it. Here its old generation grows by a fifth before it is swept, and
 * its young one stays as small as it is now.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
}
