/** What keeps a process small that serves for weeks. */

import { setFlagsFromString } from 'node:v8';

/**
 * V8 lets a heap grow to several times what lives in it. Here its old generation grows by a fifth before it is swept, and
 * its young one stays as small as it is now: call this before the program is loaded, which would make it large.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=20');
  setFlagsFromString('--semi-space-growth-factor=1');
}
