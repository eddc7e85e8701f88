/** Services that come and go in one commit with the routes to them, under load. */

import { expect, test } from 'vitest';
import { endpointsText } from '../../reconciler/demo/mesh.ts';
import { startClient } from '../support/client.ts';
import { startStage } from '../support/stage.ts';
import { host, routeFile, routeText, stageFiles } from '../support/stage-mesh.ts';

const rounds = 8;

test.each([
  ['delta', false],
  ['state of the world', true],
])(
  'a commit that adds service, subset and route together, and removes the last ones: no 503, no 404: %s',
  { timeout: 120_000 },
  async (_, sotw) => {
    const stage = await startStage({
      remote: 'directory',
      sotw,
      versions: ['v1', 'v2'],
      interval: '100ms',
      files: (versions) => stageFiles(versions, { v1: 100, v2: 0 }, null),
    });
    try {
      const client = startClient({ port: stage.port, host, ratePerSecond: 400 });
      for (let round = 0; round < rounds; round += 1) {
        const name = `fresh-${round}`;
        const version = round % 2 === 0 ? 'v2' : 'v1';
        const route = routeText({ [version]: 100 }).replace('host: checkout', `host: ${name}`);
        const service = serviceText(name, version, stage.backend(version).port);
        await stage.runs(
          await stage.push({
            [routeFile]: route,
            [`routes/${name}.yaml`]: service,
            [`routes/fresh-${round - 1}.yaml`]: null,
          }),
        );
      }
      const { seen, troubles } = await client.stop();
      expect(troubles).toEqual([]);
      expect(seen.dropped).toBe(0);
      expect(await stage.rejected()).toBe(0);
      // Each commit did move the traffic.
      expect(Object.keys(seen.versions).toSorted()).toEqual(['v1', 'v2']);
    } finally {
      await stage.close();
    }
  },
);

function serviceText(name: string, version: string, port: number): string {
  const service = `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {app: ${name}}
  ports: [{name: http, port: 80, targetPort: http}]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: ${name}, namespace: shop}
spec:
  host: ${name}
  subsets: [{name: ${version}, labels: {version: ${version}}}]
---
`;
  return service + endpointsText([{ name: version, port }]).replaceAll('checkout', name);
}
