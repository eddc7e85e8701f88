/** A steady client in a thread of its own, so that the test's work doesn't delay its clock. */

import { Worker } from 'node:worker_threads';
import type { RequestRecord } from '../../reconciler/demo/load.ts';
import { nothingSeen, type Seen } from '../../reconciler/demo/tally.ts';

export interface ClientOrder {
  readonly port: number;
  readonly host: string;
  readonly ratePerSecond: number;
}

export interface ClientReport {
  readonly seen: Seen;
  /** The first of those that did not end with 200. */
  readonly troubles: readonly RequestRecord[];
}

export interface Client {
  readonly report: () => ClientReport;
  /** Sends no more, waits for what is owed, and returns all of it. */
  readonly stop: () => Promise<ClientReport>;
}

export function startClient(order: ClientOrder): Client {
  const worker = new Worker(new URL('client-worker.ts', import.meta.url), { workerData: order });
  let last: ClientReport = { seen: nothingSeen, troubles: [] };
  let failure: unknown = null;
  const ended = new Promise<void>((resolve) => {
    worker.on('message', (report: ClientReport) => (last = report));
    worker.on('error', (error) => (failure = error));
    worker.on('exit', () => resolve());
  });
  const report = (): ClientReport => {
    if (failure !== null) throw new Error('the client broke', { cause: failure });
    return last;
  };
  return {
    report,
    stop: async () => {
      worker.postMessage('stop');
      await ended;
      return report();
    },
  };
}
