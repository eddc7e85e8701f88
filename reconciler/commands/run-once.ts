/** One pass without proxies: what `sluice run --once` does in a job that has no daemon. */

import { mkdir } from 'node:fs/promises';
import { hasErrors } from '../../policies/finding.ts';
import { advance } from '../reconcile/advance.ts';
import { takeUp } from '../reconcile/loop.ts';
import { createMemory, defaultOptions } from '../reconcile/memory.ts';
import type { Ports } from '../reconcile/ports.ts';
import { statusOf } from '../reconcile/status.ts';
import { statusText } from '../render/status.ts';
import { ownName } from '../live/trailers.ts';
import { machineClock } from './clock.ts';
import { isSet, UsageError, type Call, type ExitCode } from './command.ts';
import { createPendingFile, pendingPath } from './pending-file.ts';
import { openNamedRepository } from './repository.ts';
import { openNews } from './news.ts';
import { openRules } from './rules-engine.ts';
import { jsonLog } from './json-log.ts';

/** More passes than any chain of adopting, accepting and pushing needs. */
const passes = 10;

export async function runOnce(call: Call): Promise<ExitCode> {
  const opened = await openNamedRepository(call, ownName);
  await mkdir(opened.stateDir, { recursive: true });
  const rules = openRules(call);
  const log = jsonLog(call);
  const news = openNews(call, opened.cluster, log);
  const ports: Ports = {
    git: opened.repository,
    rules,
    xds: { serve: () => undefined, preview: () => new Set(), proxies: () => [] },
    samples: { take: () => [], proxies: () => [], watch: () => undefined },
    pending: createPendingFile(pendingPath(opened.stateDir)),
    clock: machineClock,
    log,
    tell: news.tell,
  };
  const memory = createMemory(ports, { ...defaultOptions, cluster: opened.cluster });
  try {
    await takeUp(memory, ports);
    let outcome = await advance(memory, ports, call.signal);
    for (let pass = 1; outcome === 'again' && pass < passes; pass += 1) {
      outcome = await advance(memory, ports, call.signal);
    }
  } finally {
    await Promise.all([rules.close(), news.close(), opened.repository.close()]);
  }
  const status = statusOf(memory, ports);
  if (memory.remote.kind === 'unreachable')
    throw new UsageError(`the remote can't be reached: ${memory.remote.reason}`);
  if (isSet(call, 'json')) call.io.out(`${JSON.stringify({ version: 1, ...status })}\n`);
  else call.io.out(statusText(status, new Map(), { colour: call.io.colour, now: machineClock.now() }));
  return hasErrors(status.findings) ? 1 : 0;
}
