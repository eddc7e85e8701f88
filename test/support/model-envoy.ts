/**
 * A proxy as the protocol sees it: it subscribes, warms clusters, turns down what is bad, and checks at every step that
 * no route of its leads to a cluster that isn't ready.
 */

import type { TypeUrl } from '../../reconciler/xds/snapshot.ts';
import { clusterType, endpointType, listenerType, routeType } from '../../reconciler/xds/snapshot.ts';
import type { DiscoveryInput } from '../../reconciler/xds/subscription/request.ts';
import type { Draft } from '../../reconciler/xds/subscription/response.ts';
import type { Known, Variant } from '../../reconciler/xds/subscription/state.ts';
import { text } from './snapshots.ts';

/** A cluster that the proxy has; `isReady` once endpoints came for it, and for as long as a changed one warms. */
interface ModelCluster {
  content: string;
  isReady: boolean;
}

export class ModelEnvoy {
  readonly clusters = new Map<string, ModelCluster>();
  readonly endpoints = new Map<string, string>();
  readonly listeners = new Map<string, string>();
  readonly tables = new Map<string, string>();
  /** What it has to say, oldest first. */
  outbox: DiscoveryInput[] = [];
  readonly #variant: Variant;
  /** By type: the version of each resource (delta), or of all (state of the world). */
  readonly #versions = new Map<TypeUrl, Map<string, string>>();
  readonly #names = new Map<TypeUrl, Set<string>>();
  readonly #asked = new Set<TypeUrl>();
  readonly #nonces = new Map<TypeUrl, string>();

  constructor(variant: Variant) {
    this.#variant = variant;
    this.connect();
  }

  /** Opens a stream, for the first time or again. */
  connect(): void {
    const again = [...this.#asked];
    this.outbox = [];
    this.#asked.clear();
    this.#nonces.clear();
    this.#ask(clusterType);
    for (const typeUrl of again) this.#ask(typeUrl);
  }

  /** Takes a response in, and answers it. */
  take(draft: Draft, nonce: string): void {
    this.#nonces.set(draft.typeUrl, nonce);
    const isNamed = draft.typeUrl === endpointType || draft.typeUrl === routeType;
    // What it no longer asks for is not taken.
    const asked = draft.resources.filter(({ name }) => !isNamed || this.#names.get(draft.typeUrl)?.has(name));
    const bad = asked.filter((known) => contentOf(known).startsWith('bad'));
    const good = asked.filter((known) => !bad.includes(known));
    for (const known of good) this.#apply(draft.typeUrl, known);
    if (bad.length === 0) this.#remove(draft);
    const error = bad.length === 0 ? null : `bad: ${bad.map(({ name }) => name).join(', ')}.`;
    if (error === null || this.#variant === 'delta') this.#remember(draft, good, bad.length > 0);
    this.#answer(draft.typeUrl, nonce, error);
    this.#follow();
  }

  /** Clusters that routes lead to, that the proxy was told of, and that aren't ready: each is a failed request. */
  broken(): readonly string[] {
    return [...this.tables.values()]
      .flatMap((content) => (content.split(':')[1] ?? '').split(',').filter((name) => name !== ''))
      .filter((name) => !name.startsWith('ghost') && !this.clusters.get(name)?.isReady);
  }

  #apply(typeUrl: TypeUrl, known: Known): void {
    const content = contentOf(known);
    if (typeUrl === clusterType) {
      const before = this.clusters.get(known.name);
      if (before) before.content = content;
      else this.clusters.set(known.name, { content, isReady: false });
    } else if (typeUrl === endpointType) {
      this.endpoints.set(known.name, content);
      const cluster = this.clusters.get(known.name);
      if (cluster) cluster.isReady = true;
    } else if (typeUrl === listenerType) this.listeners.set(known.name, content);
    else this.tables.set(known.name, content);
  }

  #remove(draft: Draft): void {
    const sets = new Map<TypeUrl, Map<string, unknown>>([
      [clusterType, this.clusters],
      [listenerType, this.listeners],
    ]);
    // Envoy leaves assignments and tables alone until nothing uses them.
    const set = sets.get(draft.typeUrl);
    if (!set) return;
    const kept = new Set(draft.resources.map(({ name }) => name));
    const gone = this.#variant === 'delta' ? draft.removed : [...set.keys()].filter((name) => !kept.has(name));
    for (const name of gone) set.delete(name);
  }

  #remember(draft: Draft, good: readonly Known[], isRefused: boolean): void {
    const versions = this.#versions.get(draft.typeUrl) ?? new Map<string, string>();
    this.#versions.set(draft.typeUrl, versions);
    if (this.#variant === 'sotw') {
      versions.set('', draft.version);
      return;
    }
    // What was turned down, in part or whole, gets no new version.
    if (!isRefused) for (const known of good) versions.set(known.name, known.version);
    for (const name of draft.removed) versions.delete(name);
  }

  /** Subscribes to what clusters and listeners need, and lets go of what they no longer do. */
  #follow(): void {
    this.#want(endpointType, new Set(this.clusters.keys()));
    if (!this.#asked.has(listenerType)) this.#ask(listenerType);
    this.#want(routeType, new Set(this.listeners.values()));
    for (const name of this.endpoints.keys()) if (!this.clusters.has(name)) this.endpoints.delete(name);
    const used = new Set(this.listeners.values());
    for (const name of this.tables.keys()) if (!used.has(name)) this.tables.delete(name);
  }

  #want(typeUrl: TypeUrl, names: Set<string>): void {
    const before = this.#names.get(typeUrl) ?? new Set<string>();
    const added = [...names].filter((name) => !before.has(name));
    const gone = [...before].filter((name) => !names.has(name));
    if (added.length === 0 && gone.length === 0) return;
    this.#names.set(typeUrl, names);
    for (const name of gone) this.#versions.get(typeUrl)?.delete(name);
    if (!this.#asked.has(typeUrl)) this.#ask(typeUrl);
    else if (this.#variant === 'sotw') this.#answer(typeUrl, this.#nonces.get(typeUrl) ?? '', null);
    else this.outbox.push({ ...this.#delta(typeUrl), subscribe: added, unsubscribe: gone });
  }

  #ask(typeUrl: TypeUrl): void {
    if (this.#asked.has(typeUrl)) return;
    this.#asked.add(typeUrl);
    if (this.#variant === 'sotw') {
      this.#answer(typeUrl, '', null);
      return;
    }
    const subscribe = [...(this.#names.get(typeUrl) ?? [])];
    const initialVersions = new Map(this.#versions.get(typeUrl));
    this.outbox.push({ ...this.#delta(typeUrl), subscribe, initialVersions });
  }

  #answer(typeUrl: TypeUrl, nonce: string, error: string | null): void {
    if (this.#variant === 'delta') {
      this.outbox.push({ ...this.#delta(typeUrl), nonce, error });
      return;
    }
    const names = [...(this.#names.get(typeUrl) ?? [])];
    const version = this.#versions.get(typeUrl)?.get('') ?? '';
    this.outbox.push({ kind: 'sotw', typeUrl, nonce, error, names, version });
  }

  #delta(typeUrl: TypeUrl): Extract<DiscoveryInput, { kind: 'delta' }> {
    return {
      kind: 'delta',
      typeUrl,
      nonce: '',
      error: null,
      subscribe: [],
      unsubscribe: [],
      initialVersions: new Map(),
    };
  }
}

function contentOf(known: Known): string {
  const said = text(known.body ?? new Uint8Array());
  return said.slice(said.indexOf('=') + 1);
}
