/** A folder of policies to lint: a service, a route to a host, and what else a test writes. */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export const service = `apiVersion: v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec: {ports: [{name: http, port: 80}], selector: {app: checkout}}
`;

export function route(host: string): string {
  return `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: checkout, namespace: shop}
spec:
  hosts: [checkout.shop.svc.cluster.local]
  http:
  - route:
    - destination: {host: ${host}}
`;
}

/** Path → text; folders are made. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
