import { hostname } from 'node:os';
import { mkdir } from 'node:fs/promises';
import { startHttpServer } from '../http/server.ts';
import { defaultOptions } from '../reconcile/memory.ts';
import { createReconciler } from '../reconcile/loop.ts';
import { statusOf } from '../reconcile/status.ts';
import type { Ports } from '../reconcile/ports.ts';
import { metricsContentType, metricsText } from '../render/metrics.ts';
import type { ProcessFacts } from '../render/metrics-process.ts';
import { createSources } from '../telemetry/joined.ts';
import { machineClock } from './clock.ts';
import { isSet, textFlag, UsageError, type Call, type Command, type ExitCode } from './command.ts';
import { jsonLog } from './json-log.ts';
import { createPendingFile, pendingPath } from './pending-file.ts';
import { runOnce } from './run-once.ts';
import { openNews } from './news.ts';
import { openNamedRepository, repositoryHelp, repositoryOptions } from './repository.ts';
import { openRules } from './rules-engine.ts';
import { signingHelp, signingOptions } from './signing.ts';
import { sleep } from './sleep.ts';
import { startXdsPort } from './xds-port.ts';

export const run: Command = {
  name: 'run',
  summary: 'follow a repository and steer its proxies',
  help: `usage: sluice run --repo URL|DIR [OPTIONS]

Follows the intent branch, judges each change, walks traffic to it as its Rollouts say, takes it back when it is bad,
and serves Envoy what the live branch has. Logs are JSON lines on stderr.

${repositoryHelp}${signingHelp}  --xds HOST:PORT  where proxies connect (127.0.0.1:18000); loopback only
  --http HOST:PORT where status is served (127.0.0.1:18080); loopback only
  --interval TIME  between polls while nothing is under way (10s)
  --once           one pass, no xDS: adopt or accept what is new, say what happened, stop
`,
  options: {
    ...repositoryOptions,
    ...signingOptions,
    xds: { type: 'string' },
    http: { type: 'string' },
    interval: { type: 'string' },
    once: { type: 'boolean' },
  },
  words: [0, 0],
  run: (call) => (isSet(call, 'once') ? runOnce(call) : follow(call)),
};

async function follow(call: Call): Promise<ExitCode> {
  const { signal } = call;
  const intervalMs = parseInterval(textFlag(call, 'interval') ?? '10s');
  const log = jsonLog(call);
  const opened = await openNamedRepository(call, 'Sluice');
  await mkdir(opened.stateDir, { recursive: true });
  const rules = openRules(call);
  const sources = createSources({ fetch, env: call.io.env, sleep, clock: machineClock, signal });
  const news = openNews(call, opened.cluster, log);
  const identifier = `sluice/${opened.cluster}@${hostname()}`;
  const address = textFlag(call, 'xds') ?? '127.0.0.1:18000';
  const xds = await startXdsPort({ address, identifier, services: [sources.otlp], clock: machineClock, log }, signal);
  const ports: Ports = {
    git: opened.repository,
    rules,
    xds: xds.port,
    samples: sources,
    pending: createPendingFile(pendingPath(opened.stateDir)),
    clock: machineClock,
    log,
    tell: news.tell,
  };
  const options = { ...defaultOptions, cluster: opened.cluster, intervalMs };
  const reconciler = createReconciler(ports, options, sleep);
  const http = await startHttpServer(
    textFlag(call, 'http') ?? '127.0.0.1:18080',
    {
      '/status': () => ({ version: 1, ...statusOf(reconciler.memory, ports) }),
      '/healthz': () => ({ live: reconciler.memory.head?.oid ?? null }),
    },
    signal,
    {
      '/metrics': {
        contentType: metricsContentType,
        body: () => metricsText(statusOf(reconciler.memory, ports), processFacts()),
      },
    },
  );
  log('run.started', { repo: shown(opened.remote), cluster: opened.cluster, xds: xds.address, http: http.address });
  try {
    await reconciler.run(signal);
  } finally {
    await Promise.all([xds.close(), http.close(), rules.close(), news.close(), sources.ended()]);
    log('run.stopped', {});
  }
  return 0;
}

/** What this machine knows of this process. */
function processFacts(): ProcessFacts {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const startedAt = performance.timeOrigin;
  return { residentBytes: rss, heapBytes: heapUsed, cpuSeconds: (user + system) / 1e6, startedAt };
}

/** A URL without what may be secret in it. */
function shown(remote: string): string {
  return remote.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1***@');
}

/** `500ms`, `10s`, `2m`; between 100 ms and a day. */
function parseInterval(text: string): number {
  const parts = /^(\d+)(ms|s|m)$/.exec(text);
  const unit = { ms: 1, s: 1_000, m: 60_000 }[parts?.[2] ?? ''] ?? Number.NaN;
  const ms = Number(parts?.[1]) * unit;
  if (!(ms >= 100 && ms <= 86_400_000)) throw new UsageError(`--interval ${text}: give a time such as 10s or 500ms`);
  return ms;
}
