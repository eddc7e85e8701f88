/** A starting process asks the proxies what they run: a lowering that no remote has may live on only there. */

import { heardText, lowerInFleet, parseAttempt } from '../live/fleet.ts';
import { lowering, type Lowering } from '../live/join.ts';
import { lowerNow } from './lower.ts';
import type { Memory } from './memory.ts';
import type { Ports } from './ports.ts';
import { serve } from './serve.ts';

/**
 * Joins what connected proxies say was lowered. Not only at the start: a proxy may take long to come back, and a version
 * names its attempt, so it never speaks for a later one.
 */
export async function readBack(memory: Memory, ports: Ports): Promise<void> {
  const head = memory.head;
  if (head === null) return;
  const found = new Map<string, Lowering>();
  const heard = new Set<string>();
  for (const proxy of ports.xds.proxies()) {
    for (const [target, text] of proxy.lowerings) {
      heard.add(heardText(target, text));
      const attempt = parseAttempt(text);
      if (attempt === null || memory.pending.some((each) => each.target === target)) continue;
      const current = { state: head.state, intent: head.intent.intent };
      const state = lowerInFleet(current, target, attempt, ports.clock.now());
      const low = state === head.state ? null : lowering(state, target);
      if (low !== null) found.set(target, low);
    }
  }
  await lowerNow(memory, ports, [...found.values()]);
  const hasNews = [...heard].some((each) => !memory.heard.has(each));
  memory.heard = heard;
  // Only now: what such a proxy is sent has its lowering in it.
  if (hasNews) serve(memory, ports);
}
