/** What the proxies that count are doing. */

import type { Rollout } from '../../policies/mesh.ts';
import type { Head } from './head.ts';
import type { Memory } from './memory.ts';
import type { Proxy } from './ports.ts';

/** One that is broken or stale is named elsewhere, and not waited for. */
function counts(proxy: Proxy): boolean {
  return proxy.state === 'current' || proxy.state === 'behind';
}

/** Every proxy that counts runs what is live now. */
export function allAcked(proxies: readonly Proxy[], head: Head): boolean {
  const counted = proxies.filter(counts);
  return counted.length > 0 && counted.every((proxy) => proxy.state === 'current' && proxy.commit === head.oid);
}

/**
 * True when a proxy that is to count for this walk sends nothing, or never did: it may be the one that sees the fault.
 * A walk that is judged by queries alone needs no counts of proxies.
 */
export function isProxySilent(
  memory: Memory,
  rollout: Rollout | null,
  proxies: readonly Proxy[],
  told: readonly string[],
) {
  const counted = rollout?.evidence.some(({ sli }) => sli.kind === 'errors' || sli.kind === 'latency') ?? false;
  if (!counted) return false;
  const heard = new Set(told);
  return proxies.some((proxy) => counts(proxy) && (memory.silentProxies.has(proxy.name) || !heard.has(proxy.name)));
}
