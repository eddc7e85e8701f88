import type { ConnectedProxy } from './view.ts';

/** Proxies that are gone, while they are missed. */
export interface LostProxies {
  /** `now` is monotonic ms, here and below. */
  add(proxy: ConnectedProxy, now: number): void;
  /** A stream has this name again. */
  isBack(name: string): void;
  view(now: number): readonly ConnectedProxy[];
}

/** So many are remembered: a fleet that goes as a whole needs no list of all. */
const mostLost = 1_000;

/**
 * Remembers proxies that are gone, by name, for so long or until they are back. They are `stale`: named, and
 * not waited for (DESIGN section 5), so that nobody takes a fleet with a hole in it for a smaller fleet.
 */
export function createLostProxies(lostMs: number): LostProxies {
  const lost = new Map<string, { readonly proxy: ConnectedProxy; readonly at: number }>();
  const forgetOld = (now: number): void => {
    for (const [name, { at }] of lost) if (now - at >= lostMs || lost.size > mostLost) lost.delete(name);
  };
  return {
    add: (proxy, now) => {
      lost.delete(proxy.name);
      lost.set(proxy.name, { proxy, at: now });
      forgetOld(now);
    },
    isBack: (name) => void lost.delete(name),
    view: (now) => {
      forgetOld(now);
      return [...lost.values()].map(({ proxy, at }) => {
        // What it turned down, or owes, is no news of it any more.
        return { ...proxy, state: 'stale', owesSince: null, nack: null, lostForMs: Math.round(now - at) } as const;
      });
    },
  };
}
