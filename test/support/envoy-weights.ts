/** What an Envoy really routes with, by its own word. */

import type { Envoy } from '../../reconciler/demo/envoy.ts';

interface Cluster {
  readonly name: string;
  readonly weight?: number;
}

/** The part of a config_dump that is read here. */
interface Dump {
  readonly configs?: readonly {
    readonly route_config: {
      readonly virtual_hosts?: readonly {
        readonly routes?: readonly {
          readonly route?: {
            readonly cluster?: string;
            readonly weighted_clusters?: { readonly clusters: readonly Cluster[] };
          };
        }[];
      }[];
    };
  }[];
}

/** The share of this version in the only route that there is, in [0, 1]; null without a route. */
export async function routedShare(envoy: Envoy, version: string): Promise<number | null> {
  // Envoy's own document, by its published format.
  const dump = JSON.parse(await envoy.adminGet('/config_dump?resource=dynamic_route_configs')) as Dump;
  const hosts = (dump.configs ?? []).flatMap((each) => each.route_config.virtual_hosts ?? []);
  const [route] = hosts.flatMap((each) => each.routes ?? []).flatMap((each) => (each.route ? [each.route] : []));
  if (route === undefined) return null;
  const clusters = route.weighted_clusters?.clusters ?? [{ name: route.cluster ?? '', weight: 1 }];
  const sum = clusters.reduce((total, { weight = 0 }) => total + weight, 0);
  const ours = clusters.filter(({ name }) => name.split('/').includes(version));
  return ours.reduce((total, { weight = 0 }) => total + weight, 0) / sum;
}
