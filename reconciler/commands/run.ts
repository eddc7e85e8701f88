import { hostname } from 'node:os';
import { mkdir } from 'node:fs/promises';
import { startHttpServer, type HttpServer } from '../http/server.ts';
import { defaultOptions, type Memory } from '../reconcile/memory.ts';
import { createReconciler } from '../reconcile/loop.ts';
import { statusOf } from '../reconcile/status.ts';
import type { Log, Ports } from '../reconcile/ports.ts';
import { metricsContentType, metricsParts } from '../render/metrics.ts';
import type { ProcessFacts } from '../render/metrics-process.ts';
import { createSources } from '../telemetry/joined.ts';
import { ownName } from '../live/trailers.ts';
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
  json: 'with --once, what happened as one JSON document; else nothing, as the logs are JSON anyway',
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
  call.signal.throwIfAborted();
  const ends = new AbortController();
  call.signal.addEventListener('abort', () => ends.abort(), { once: true, signal: ends.signal });
  const opened: (() => Promise<void>)[] = [];
  const log = jsonLog(call);
  try {
    const reconciler = await start(call, log, opened, ends.signal);
    await reconciler.run(ends.signal);
  } finally {
    // What was opened ends, however far the start came: a process that serves half of it looks alive and steers nothing.
    ends.abort();
    await Promise.all(opened.map((close) => close()));
  }
  log('run.stopped', {});
  return 0;
}

/** Opens all that a reconciler needs; how each is closed is noted in `opened` as soon as it is open. */
async function start(
  call: Call,
  log: Log,
  opened: (() => Promise<void>)[],
  signal: AbortSignal,
): Promise<ReturnType<typeof createReconciler>> {
  const intervalMs = parseInterval(textFlag(call, 'interval') ?? '10s');
  const named = await openNamedRepository(call, ownName);
  opened.push(() => named.repository.close());
  await mkdir(named.stateDir, { recursive: true });
  const rules = openRules(call);
  opened.push(() => rules.close());
  const sources = createSources({ fetch, env: call.io.env, sleep, clock: machineClock, signal });
  opened.push(() => sources.ended());
  const news = openNews(call, named.cluster, log);
  opened.push(() => news.close());
  const identifier = `sluice/${named.cluster}@${hostname()}`;
  const services = [sources.otlp];
  const xds = await listening(call, 'xds', '127.0.0.1:18000', (address) =>
    startXdsPort({ address, identifier, services, clock: machineClock, log }, signal),
  );
  opened.push(() => xds.close());
  const ports: Ports = {
    git: named.repository,
    rules,
    xds: xds.port,
    samples: sources,
    pending: createPendingFile(pendingPath(named.stateDir)),
    clock: machineClock,
    log,
    tell: news.tell,
  };
  const reconciler = createReconciler(ports, { ...defaultOptions, cluster: named.cluster, intervalMs }, sleep);
  const http = await listening(call, 'http', '127.0.0.1:18080', (address) =>
    startStatus(address, reconciler.memory, ports, signal),
  );
  opened.push(() => http.close());
  log('run.started', { repo: shown(named.remote), cluster: named.cluster, xds: xds.address, http: http.address });
  return reconciler;
}

/** Serves what the reconciler knows of itself. */
function startStatus(address: string, memory: Memory, ports: Ports, signal: AbortSignal): Promise<HttpServer> {
  return startHttpServer(
    address,
    {
      '/status': () => ({ version: 1, ...statusOf(memory, ports) }),
      '/healthz': () => ({ live: memory.head?.oid ?? null }),
    },
    signal,
    {
      '/metrics': {
        contentType: metricsContentType,
        parts: () => metricsParts(statusOf(memory, ports), processFacts()),
      },
    },
  );
}

/** Starts what listens where a flag says; throws UsageError with that flag where nothing can. */
async function listening<T>(
  call: Call,
  flag: string,
  usual: string,
  open: (address: string) => Promise<T>,
): Promise<T> {
  const address = textFlag(call, flag) ?? usual;
  try {
    return await open(address);
  } catch (error) {
    if (call.signal.aborted) throw error;
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (isTaken) throw new UsageError(`--${flag} ${address}: the port is taken; is another sluice run going here?`);
    throw new UsageError(`--${flag}: ${error instanceof Error ? error.message : String(error)}`);
  }
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
