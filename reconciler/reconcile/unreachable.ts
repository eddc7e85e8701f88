/** The remote does not answer, or not with all that a pass needs: the next one asks again. */

import type { Memory } from './memory.ts';
import type { Ports } from './ports.ts';

/** A branch that is listed, and whose older commits don't come: nothing can be said of what was rewritten. */
export const noHistory = 'history could not be fetched';

/** Remembers it for `status`, and logs it once. */
export function noteUnreachable(memory: Memory, ports: Pick<Ports, 'clock' | 'log'>, reason: string): void {
  if (memory.remote.kind === 'unreachable') return;
  memory.remote = { kind: 'unreachable', since: ports.clock.now(), reason };
  ports.log('remote.unreachable', { reason });
}
