// What `npm run test:integration` needs beside the rest: Prometheus. Silent when it is there.

import { CACHED_BINARIES, findPrometheus } from './binaries.ts';
import { installPrometheus } from './prometheus-binary.ts';

if (findPrometheus() === null) {
  console.log('setup: fetching Prometheus');
  try {
    await installPrometheus(CACHED_BINARIES, AbortSignal.timeout(5 * 60_000));
  } catch (error) {
    console.error(`setup: ${error instanceof Error ? error.message.trim() : String(error)}`);
    console.error('setup: put prometheus on PATH, or name it in PROMETHEUS_BIN.');
    process.exitCode = 1;
  }
}
