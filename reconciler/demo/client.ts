/** The demonstration's client, a process of its own so that nothing else delays its clock: client.ts PORT HOST RATE. */

import { startLoad } from './load.ts';
import { nothingSeen, see } from './tally.ts';

/** How often it says what it saw. */
const reportMs = 100;

const [port, host = '', rate] = process.argv.slice(2);
const stop = new AbortController();
let seen = nothingSeen;
startLoad({
  port: Number(port),
  host,
  ratePerSecond: Number(rate),
  signal: stop.signal,
  keepRecords: false,
  onRecord: (record) => (seen = see(seen, record)),
});
const report = (): boolean => process.stdout.write(`${JSON.stringify(seen)}\n`);
const timer = setInterval(report, reportMs);
const end = (): void => {
  clearInterval(timer);
  stop.abort();
  report();
  // An open standard input would keep the process.
  process.stdin.destroy();
};
process.on('SIGTERM', end);
// Ctrl-C reaches the whole group; the demonstration decides when its client ends.
process.on('SIGINT', () => undefined);
// With the demonstration gone there is nobody to tell.
process.stdin.on('end', end).resume();
