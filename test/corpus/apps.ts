/** Who is in a repository of the corpus. */

/** One service of a namespace, with two versions of it. */
export interface App {
  readonly namespace: string;
  readonly name: string;
  /** Of the Service. */
  readonly port: number;
  readonly host: string;
}

export interface World {
  readonly namespaces: readonly string[];
  readonly apps: readonly App[];
  /** What the gateways answer to. */
  readonly domain: string;
}

/** Each way of delivery, and each router, has services of its own: two that steer one service would be a fault. */
export function appsFor(world: World, what: 'istio' | 'gateway-api' | 'flagger' | 'argo' | 'smi'): readonly App[] {
  const { apps } = world;
  switch (what) {
    case 'istio':
      return apps.slice(0, 3);
    case 'gateway-api':
      return apps.slice(3, 5);
    case 'flagger':
      return apps.slice(5, 6);
    case 'argo':
      return apps.slice(6, 7);
    case 'smi':
      return apps.slice(7, 8);
  }
}
