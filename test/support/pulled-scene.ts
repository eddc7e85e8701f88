/** Pulled sources on real HTTP servers, in time that a test moves. Each proxy is a source of its own. */

import type { QueriedSli } from '../../policies/evidence.ts';
import type { PulledSource } from '../../reconciler/telemetry/pulled.ts';
import { nothingWatched } from '../../reconciler/rollout/watch.ts';
import type { Attributed, Watch } from '../../reconciler/rollout/watch.ts';
import { AskedSource, everyMs } from './asked-source.ts';
import { startJsonServer, type Answering, type Asked, type JsonServer } from './json-server.ts';
import { SteppedTime } from './stepped-time.ts';

/** What a scrape saw: cluster → answers since the process began. */
type Counts = Map<string, { good: number; total: number }>;

/** A proxy whose counts are looked at now and then, and told to who asks. */
class ScrapedProxy {
  readonly live: Counts = new Map();
  scraped: Counts = new Map();
  scrapedMs: number;
  /** The next answers are what nobody understands. */
  broken = false;

  constructor(nowMs: number) {
    this.scrapedMs = nowMs;
  }

  count(cluster: string, good: number, bad: number): void {
    const known = this.live.get(cluster) ?? { good: 0, total: 0 };
    this.live.set(cluster, { good: known.good + good, total: known.total + good + bad });
  }

  scrape(nowMs: number): void {
    this.scraped = new Map([...this.live].map(([cluster, counts]) => [cluster, { ...counts }]));
    this.scrapedMs = nowMs;
  }

  sum(clusters: string, field: 'good' | 'total'): number {
    const named = new RegExp(`^(?:${clusters})$`);
    return [...this.scraped].reduce((sum, [cluster, counts]) => sum + (named.test(cluster) ? counts[field] : 0), 0);
  }
}

export type PulledKind = 'prometheus' | 'web';

const names = ['east', 'edge'];

export class PulledScene {
  readonly #kind: PulledKind;
  readonly #asked: AskedSource;
  readonly #proxies: ReadonlyMap<string, ScrapedProxy>;
  readonly #servers: ReadonlyMap<string, JsonServer>;
  readonly #polls = new Set<string>();

  private constructor(
    kind: PulledKind,
    proxies: ReadonlyMap<string, ScrapedProxy>,
    servers: ReadonlyMap<string, JsonServer>,
  ) {
    this.#kind = kind;
    this.#proxies = proxies;
    this.#servers = servers;
    this.#asked = new AskedSource(kind);
  }

  get source(): PulledSource {
    return this.#asked.source;
  }

  static async open(kind: PulledKind): Promise<PulledScene> {
    const nowMs = (): number => scene.#asked.time.nowMs;
    const proxies = new Map(names.map((name) => [name, new ScrapedProxy(new SteppedTime().nowMs)]));
    const servers = new Map<string, JsonServer>();
    for (const [name, proxy] of proxies) {
      const speak = kind === 'prometheus' ? prometheusOf(proxy, nowMs) : webOf(proxy);
      servers.set(name, await startJsonServer((asked) => (proxy.broken ? { body: 'what?' } : speak(asked))));
    }
    const scene = new PulledScene(kind, proxies, servers);
    return scene;
  }

  async close(): Promise<void> {
    await this.#asked.close();
    for (const server of this.#servers.values()) await server.close();
  }

  proxy(name: string): ScrapedProxy {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) throw new Error(`there is no proxy ${name}`);
    return proxy;
  }

  server(name: string): JsonServer {
    const server = this.#servers.get(name);
    if (server === undefined) throw new Error(`there is no proxy ${name}`);
    return server;
  }

  /** Watches the walks of these clusters by both proxies' counts; returns once each was asked. */
  async watch(clusters: ReadonlyMap<string, Attributed>): Promise<Watch> {
    const targets = new Set([...clusters.values()].map(({ target }) => target));
    const slis = names.map((name) => ({ key: `${this.#kind}:${name}`, sli: sliOf(this.#kind, name) }));
    const config = (name: string) => ({
      kind: this.#kind,
      address: this.server(name).address,
      timeoutMs: 60_000,
      tokenEnv: null,
    });
    const watch: Watch = {
      ...nothingWatched,
      clusters,
      walks: new Map([...targets].map((target) => [target, { namespace: 'shop', name: 'checkout', slis }])),
      sources: Object.fromEntries(names.map((name) => [name, config(name)])),
    };
    const fresh = [...targets].filter((target) => !this.#polls.has(target));
    this.#polls.clear();
    for (const target of targets) this.#polls.add(target);
    const looks = this.#asked.looks + fresh.length * names.length;
    this.source.watch(watch);
    await this.#asked.untilLooks(looks);
    return watch;
  }

  /** A second passes, the named proxies are scraped, and all are asked. */
  async report(...scraped: readonly string[]): Promise<void> {
    for (const name of scraped) this.proxy(name).scrape(this.#asked.time.nowMs + everyMs);
    await this.#asked.pass();
  }
}

function sliOf(kind: PulledKind, source: string): QueriedSli {
  const counts = (good: string, total: string) => ({ kind: 'counts' as const, good, total });
  if (kind === 'web') {
    return { kind, source, path: '/counts?clusters=$clusters', query: counts('/good', '/total'), everyMs };
  }
  return { kind, source, query: counts('good{cluster=~"$clusters"}', 'total{cluster=~"$clusters"}'), everyMs };
}

/** As much of Prometheus as the queries above need. */
function prometheusOf(proxy: ScrapedProxy, nowMs: () => number): Answering {
  return ({ body }) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    const parts = query.matchAll(/label_replace\(\(\n([^\n]*)\n\), "sluice_part", "([^"]*)"/g);
    const result = [...parts].map(([, asked = '', part = '']) => {
      const [, field = '', clusters = ''] = /^(good|total)\{cluster=~"([^"]*)"\}$/.exec(asked) ?? [];
      const other = part.startsWith('seen') ? proxy.scrapedMs / 1_000 : 1;
      const value = field === 'good' || field === 'total' ? proxy.sum(clusters, field) : other;
      return { metric: { sluice_part: part }, value: [nowMs() / 1_000, String(value)] };
    });
    return { body: { status: 'success', data: { resultType: 'vector', result } } };
  };
}

/** Tells what it last saw, and when that was. */
function webOf(proxy: ScrapedProxy): Answering {
  return ({ url }: Asked) => {
    const clusters = new URL(url, 'http://x').searchParams.get('clusters') ?? '';
    const body = { good: proxy.sum(clusters, 'good'), total: proxy.sum(clusters, 'total') };
    return { headers: { date: new Date(proxy.scrapedMs).toUTCString() }, body };
  };
}
