/** Two Envoys in front of two versions of a service, with clusters named as Sluice names them; a path asks for a version. */

import { startBackend, type Backend } from '../../reconciler/demo/backend.ts';
import { startEnvoy, type Envoy } from '../../reconciler/demo/envoy.ts';
import { freePort } from '../../reconciler/demo/free-port.ts';

export const clusterOf = { v1: 'shop/checkout/80/v1/for/shop/checkout', v2: 'shop/checkout/80/v2/for/shop/checkout' };

export type Version = keyof typeof clusterOf;

interface Edge {
  readonly listen: number;
  readonly admin: number;
  envoy: Envoy;
}

export class TwoVersions {
  /** Answers that clients got, by version. */
  readonly seen = { v1: { good: 0, total: 0 }, v2: { good: 0, total: 0 } };
  readonly #edges: readonly Edge[];
  readonly #backends: Readonly<Record<Version, Backend>>;
  readonly #signal: AbortSignal;

  private constructor(edges: readonly Edge[], backends: Readonly<Record<Version, Backend>>, signal: AbortSignal) {
    this.#edges = edges;
    this.#backends = backends;
    this.#signal = signal;
  }

  static async start(signal: AbortSignal): Promise<TwoVersions> {
    const backends = { v1: await startBackend('v1'), v2: await startBackend('v2') };
    const edges: Edge[] = [];
    for (let i = 0; i < 2; i++) {
      const [listen, admin] = [await freePort(), await freePort()];
      edges.push({
        listen,
        admin,
        envoy: await startEnvoy({ bootstrap: bootstrapOf(listen, admin, backends), signal }),
      });
    }
    return new TwoVersions(edges, backends, signal);
  }

  get admins(): readonly string[] {
    return this.#edges.map(({ admin }) => `127.0.0.1:${admin}`);
  }

  backend(version: Version): Backend {
    return this.#backends[version];
  }

  /** Sends so many requests to this version, by turns over both Envoys. */
  async send(version: Version, requests: number): Promise<void> {
    for (let i = 0; i < requests; i++) {
      const edge = this.#edges[i % this.#edges.length];
      const response = await fetch(`http://127.0.0.1:${edge?.listen}/${version}`, { signal: this.#signal });
      await response.arrayBuffer();
      this.seen[version].total++;
      if (response.status < 500) this.seen[version].good++;
    }
  }

  /** Replaces the second Envoy by a new process in its place. */
  async restartSecond(): Promise<void> {
    const [, edge] = this.#edges;
    if (edge === undefined) throw new Error('there are two');
    await edge.envoy.close();
    edge.envoy = await startEnvoy({
      bootstrap: bootstrapOf(edge.listen, edge.admin, this.#backends),
      signal: this.#signal,
    });
  }

  async close(): Promise<void> {
    for (const { envoy } of this.#edges) await envoy.close();
    for (const backend of Object.values(this.#backends)) await backend.close();
  }
}

function bootstrapOf(listen: number, admin: number, backends: Readonly<Record<Version, Backend>>): string {
  const versions = ['v1', 'v2'] as const;
  const address = (port: number) => ({ socket_address: { address: '127.0.0.1', port_value: port } });
  const manager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'edge',
    route_config: {
      virtual_hosts: [
        {
          name: 'shop',
          domains: ['*'],
          routes: versions.map((name) => ({ match: { prefix: `/${name}` }, route: { cluster: clusterOf[name] } })),
        },
      ],
    },
    http_filters: [
      {
        name: 'router',
        typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
      },
    ],
  };
  return JSON.stringify({
    admin: { address: address(admin) },
    static_resources: {
      listeners: [
        {
          name: 'edge',
          address: address(listen),
          filter_chains: [{ filters: [{ name: 'http', typed_config: manager }] }],
        },
      ],
      clusters: versions.map((name) => ({
        name: clusterOf[name],
        type: 'STATIC',
        load_assignment: {
          cluster_name: clusterOf[name],
          endpoints: [{ lb_endpoints: [{ endpoint: { address: address(backends[name].port) } }] }],
        },
      })),
    },
  });
}
