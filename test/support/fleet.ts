/** Proxies as a pass sees them, without the wire: they take what is served, or don't, as a test says. */

import type { Labels, Mesh } from '../../policies/mesh.ts';
import type { Nack, Proxy, Served, XdsPort } from '../../reconciler/reconcile/ports.ts';
import { readLowerings, routeType, type Resource, type Snapshot } from '../../reconciler/xds/snapshot.ts';
import { createSnapshots } from '../../reconciler/xds/translate/snapshots.ts';
import { nodeGroup, type Node } from '../../reconciler/xds/translate/node.ts';

/**
 * What a proxy does with what it is sent: takes it, says nothing, is gone, or turns a resource down (the text says why).
 * `unasked`: there are so many others that it wasn't its turn yet.
 */
export type Habit = 'ack' | 'mute' | 'gone' | 'unasked' | ((resource: Resource) => string | null);

const node: Node = {
  id: 'edge',
  namespace: 'shop',
  labels: {},
  role: 'proxy',
  listen: { address: '127.0.0.1', port: 10_000 },
};

interface FleetProxy {
  readonly name: string;
  readonly node: Node;
  habit: Habit;
  /** What it runs: null before it took anything. */
  runs: { readonly commit: string; readonly snapshot: Snapshot } | null;
  sent: { readonly commit: string; readonly at: number } | null;
  nack: Nack | null;
  /** Since when it is gone, in ms. */
  goneAt: number;
}

/** Survives a restart of the reconciler: `port()` gives each of them its own connection to the same proxies. */
export class Fleet {
  readonly #now: () => number;
  readonly #proxies: FleetProxy[] = [];
  readonly #snapshots = createSnapshots();
  /** Every mesh that was served, in order. */
  readonly served: Served[] = [];
  #current: Served | null = null;
  /** By proxy: what it reported that it runs when the present reconciler began. */
  #lowerings = new Map<string, ReadonlyMap<string, string>>();

  /** `labels`: by name, of those that have any. */
  constructor(now: () => number, names: readonly string[] = ['edge-1'], labels: Readonly<Record<string, Labels>> = {}) {
    this.#now = now;
    for (const name of names) {
      const own = { ...node, labels: labels[name] ?? {} };
      this.#proxies.push({ name, node: own, habit: 'ack', runs: null, sent: null, nack: null, goneAt: 0 });
    }
  }

  habit(name: string, habit: Habit): void {
    for (const proxy of this.#proxies.filter((each) => each.name === name)) {
      proxy.habit = habit;
      proxy.goneAt = this.#now();
    }
    this.#deliver();
  }

  /** What this proxy answers requests with. */
  runs(name = 'edge-1'): Snapshot | null {
    return this.#proxies.find((proxy) => proxy.name === name)?.runs?.snapshot ?? null;
  }

  get names(): readonly string[] {
    return this.#proxies.map(({ name }) => name);
  }

  /** A new reconciler's port; proxies tell it what they run. */
  port(): XdsPort {
    this.#current = null;
    this.#lowerings = new Map(this.#proxies.map((proxy) => [proxy.name, reported(proxy)]));
    for (const proxy of this.#proxies) {
      proxy.sent = null;
      proxy.nack = null;
    }
    return {
      serve: (served) => {
        this.served.push(served);
        this.#current = served;
        this.#deliver();
      },
      preview: (mesh) => this.#digests(mesh),
      proxies: () => this.#proxies.map((proxy) => this.#view(proxy)),
    };
  }

  #deliver(): void {
    const served = this.#current;
    if (served === null) return;
    for (const proxy of this.#proxies) this.#send(proxy, this.#snapshots({ ...served, node: proxy.node }));
  }

  #send(proxy: FleetProxy, snapshot: Snapshot): void {
    if (proxy.habit === 'unasked') return;
    if (proxy.sent?.commit !== snapshot.commit) proxy.sent = { commit: snapshot.commit, at: this.#now() };
    if (proxy.habit === 'mute' || proxy.habit === 'gone') return;
    const refused = typeof proxy.habit === 'function' ? firstRefused(snapshot, proxy.habit) : null;
    proxy.nack = refused === null ? null : nackOf(snapshot.commit, refused.resource, refused.reason);
    if (refused === null) proxy.runs = { commit: snapshot.commit, snapshot };
  }

  #view(proxy: FleetProxy): Proxy {
    const current = (proxy.habit === 'unasked' ? proxy.sent?.commit : this.#current?.commit) ?? null;
    const runs = proxy.runs?.commit ?? null;
    const isCurrent = current !== null && runs === current && proxy.nack === null;
    const lost = { state: 'stale', owesSince: null, nack: null, lostForMs: this.#now() - proxy.goneAt } as const;
    return {
      name: proxy.name,
      state: proxy.nack !== null ? 'broken' : isCurrent ? 'current' : 'behind',
      commit: runs,
      sent: proxy.sent?.commit ?? null,
      owesSince: isCurrent || proxy.nack !== null ? null : (proxy.sent?.at ?? null),
      nack: proxy.nack,
      lowerings: this.#lowerings.get(proxy.name) ?? new Map(),
      runs: (typeUrl, name) => proxy.runs?.snapshot.resources.get(typeUrl)?.get(name)?.digest ?? null,
      digests: (typeUrl) =>
        [...(proxy.runs?.snapshot.resources.get(typeUrl)?.values() ?? [])].map(({ digest }) => digest),
      ...(proxy.habit === 'gone' ? lost : {}),
    };
  }

  #digests(mesh: Mesh): ReadonlySet<string> {
    const nodes = new Map(this.#proxies.map((proxy) => [nodeGroup(proxy.node), proxy.node]));
    const found = new Set<string>();
    for (const each of nodes.values()) {
      const { resources } = this.#snapshots({ commit: '', mesh, node: each, pending: new Map() });
      for (const byName of resources.values()) for (const { digest } of byName.values()) found.add(digest);
    }
    return found;
  }
}

function reported(proxy: FleetProxy): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const resource of proxy.runs?.snapshot.resources.get(routeType)?.values() ?? []) {
    for (const [target, attempt] of readLowerings(resource.version)) found.set(target, attempt);
  }
  return found;
}

function firstRefused(
  snapshot: Snapshot,
  habit: (resource: Resource) => string | null,
): { readonly resource: Resource; readonly reason: string } | null {
  for (const byName of snapshot.resources.values()) {
    for (const resource of byName.values()) {
      const reason = habit(resource);
      if (reason !== null) return { resource, reason };
    }
  }
  return null;
}

function nackOf(commit: string, resource: Resource, reason: string): Nack {
  const { typeUrl, name, digest, source } = resource;
  return { commit, typeUrl, resource: name, digest, file: source?.file ?? null, reason };
}
