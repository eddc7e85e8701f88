/** Istio's ProxyConfig: how the proxies themselves run. */

import { checkedKind } from '../checked-kind.ts';
import { envelope, integer, labels, record, text } from '../decode.ts';
import { workloadSelector } from './selectors.ts';

export const proxyConfigKind = checkedKind({
  group: 'networking.istio.io',
  kind: 'ProxyConfig',
  versions: ['v1beta1'],
  body: envelope({
    spec: record({
      selector: workloadSelector,
      // Istio: 0 is one thread for each processor.
      concurrency: integer(0, 2_147_483_647),
      environmentVariables: labels,
      image: record({ imageType: text }),
    }),
  }),
});
