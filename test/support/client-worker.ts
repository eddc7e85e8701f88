import { parentPort, workerData } from 'node:worker_threads';
import { startLoad, type RequestRecord } from '../../reconciler/demo/load.ts';
import { nothingSeen, see } from '../../reconciler/demo/tally.ts';
import type { ClientOrder } from './client.ts';

const reportMs = 50;
const troublesKept = 50;

const order = workerData as ClientOrder; // `startClient` hands just that.
const ending = new AbortController();
const troubles: RequestRecord[] = [];
let seen = nothingSeen;
const load = startLoad({
  ...order,
  signal: ending.signal,
  keepRecords: false,
  onRecord: (record) => {
    seen = see(seen, record);
    if (record.status !== 200 && troubles.length < troublesKept) troubles.push(record);
  },
});
const report = (): void => parentPort?.postMessage({ seen, troubles });
const timer = setInterval(report, reportMs);
parentPort?.on('message', () => {
  clearInterval(timer);
  void load.stop().then(() => {
    report();
    ending.abort();
    parentPort?.close();
  });
});
