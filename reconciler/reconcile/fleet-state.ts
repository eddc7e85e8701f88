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

/** True when a proxy that is to count sends nothing, or never did: it may be the one that sees the fault. */
export function hasSilentProxy(memory: Memory, proxies: readonly Proxy[], told: readonly string[]): boolean {
  const heard = new Set(told);
  return proxies.some((proxy) => counts(proxy) && (memory.silentProxies.has(proxy.name) || !heard.has(proxy.name)));
}

/** A walk that is judged by queries alone needs no counts of proxies. */
export function isCounted(rollout: Rollout | null): boolean {
  return rollout?.evidence.some(({ sli }) => sli.kind === 'errors' || sli.kind === 'latency') ?? false;
}
